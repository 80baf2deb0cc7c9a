package main

import (
	"bytes"
	"strings"
	"testing"
)

func said(args ...string) (status int, stdout, stderr string) {
	var out, errs bytes.Buffer
	status = run(args, strings.NewReader(""), &out, &errs)
	return status, out.String(), errs.String()
}

func TestHelpOfEveryVerbShowsExamplesBeforeUsage(t *testing.T) {
	lines := [][]string{{"--help"}, {}, {"help"}}
	for _, verb := range verbs {
		name := verb().Name()
		lines = append(lines, []string{name, "--help"}, []string{"help", name})
	}
	for _, line := range lines {
		status, text, _ := said(line...)
		examples, usage := strings.Index(text, "\nExamples:\n  loadpath "), strings.Index(text, "\nUsage:\n  loadpath")
		if name := strings.Join(line, " "); status != exitYes || examples < 0 || usage < examples {
			if !strings.Contains(name, "completion") || !strings.Contains(text, "\nExamples:\n  source <(loadpath ") {
				t.Errorf("loadpath %s: status %d, want examples and then usage:\n%s", name, status, text)
			}
		}
		for what, bad := range map[string]string{"two empty lines": "\n\n\n", "a space at the end of a line": " \n", "a tab": "\t"} {
			if strings.Contains(text, bad) {
				t.Errorf("loadpath %s has %s:\n%s", strings.Join(line, " "), what, text)
			}
		}
		if strings.HasPrefix(text, "\n") || !strings.HasSuffix(text, "\n") {
			t.Errorf("loadpath %s begins or ends in the middle of a line:\n%q", strings.Join(line, " "), text)
		}
	}
}

func TestEveryVerbStandsInTheListOfVerbs(t *testing.T) {
	_, text, _ := said("--help")
	for _, verb := range verbs {
		if cmd := verb(); !strings.Contains(text, "\n  "+cmd.Name()+" ") || !strings.Contains(text, cmd.Short) {
			t.Errorf("--help does not list %s", cmd.Name())
		}
	}
}

func TestMistypedLinesSayWhatToType(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{"revew", "there is no verb \"revew\"; did you mean \"review\"?\nType `loadpath --help` for the verbs."},
		{"help revew", "there is no verb \"revew\"; did you mean \"review\"?"},
		{"shop.yaml", "Type `loadpath review shop.yaml`"},
		{"review", "which design? Type `loadpath review DESIGN.yaml`\nType `loadpath review --help` for examples."},
		{"review a.yaml b.yaml", "one design at a time, not 2"},
		{"review a.yaml --formt json", "there is no flag --formt; did you mean --format?\nType `loadpath review --help` for examples."},
		{"review a.yaml -q", "there is no flag -q"},
		{"review a.yaml --seed", "--seed needs a value"},
		{"review a.yaml --strict=perhaps", "--strict stands alone; it takes no value"},
		{"review a.yaml --format yaml", "--format cannot be \"yaml\"; write one of text, json, markdown, html, github, junit"},
		{"schema a.yaml", "`loadpath schema` takes no arguments, but got \"a.yaml\""},
		{"completion bsh", "there is no completion for \"bsh\"; did you mean \"bash\"?"},
		{"completion", "which shell? Type `loadpath completion bash`"},
	} {
		status, stdout, stderr := said(strings.Fields(tt.line)...)
		if status != exitUsage || stdout != "" || !strings.Contains(stderr, tt.want) {
			t.Errorf("loadpath %s: status %d, said %q and %q, want %q", tt.line, status, stdout, stderr, tt.want)
		}
	}
}

func TestVersionIsOneLine(t *testing.T) {
	_, verb, _ := said("version")
	_, flag, _ := said("--version")
	if verb != flag || strings.Count(verb, "\n") != 1 || !strings.HasPrefix(verb, "loadpath ") {
		t.Errorf("version says %q, --version says %q", verb, flag)
	}
}

func TestCompletionScriptsNameTheProgram(t *testing.T) {
	for _, shell := range shells {
		if status, text, _ := said("completion", shell); status != exitYes || !strings.Contains(text, "loadpath") {
			t.Errorf("completion %s: status %d and %d bytes", shell, status, len(text))
		}
	}
}

func TestCompletionKnowsFormatsTemplatesAndFiles(t *testing.T) {
	for line, want := range map[string]string{
		"__complete review x.yaml --format ": "junit\n",
		"__complete new x.yaml --template ":  "url-shortener\n",
		"__complete review ":                 "yaml\nyml\n",
		"__complete completion ":             "zsh\n",
	} {
		args := append(strings.Fields(line), "")
		if _, text, _ := said(args...); !strings.Contains(text, want) {
			t.Errorf("%s offers %q, want %q", line, text, want)
		}
	}
}
