package designs

import "strings"

// Starter returns a design of one service and one database with the questions
// that come first; file is how one types its name in a shell.
func Starter(system, file string) []byte {
	return []byte(strings.NewReplacer("NAME", system, "FILE", file).Replace(starter))
}

const starter = `# yaml-language-server: $schema=./loadpath.schema.json
loadpath: 1
system: NAME

# What you leave out is reported as an open question, not as an error:
#   loadpath steps FILE      what is still open
#   loadpath review FILE     what holds, what breaks first, what it costs

why:
  problem: Which problem does it solve, and whose?
  for: [someone]
  outcome: How will they know that it is solved?
  decision: build

actors:
  user: {kind: human, external: true, daily: 10k, peak: 3x}

requirements:
  functional:
    serve: {text: A user gets an answer., flows: [serve]}
  quality:
    fast: {flow: serve, p99: 200ms}

components:
  web: {kind: service, replicas: 2, cores: 2, work: 3ms}
  db: {kind: sql, tech: postgres}

flows:
  serve:
    by: user
    per-user: 20/day
    steps:
      - call: web
        steps:
          - read: db
`
