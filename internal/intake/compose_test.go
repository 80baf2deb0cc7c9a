package intake

import (
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/syntax"
)

// composed is the design of compose files, the later over the earlier.
func composed(t *testing.T, texts ...string) *model.Design {
	t.Helper()
	var files []*diag.Source
	for _, text := range texts {
		files = append(files, diag.NewSource("compose.yaml", []byte(text)))
	}
	made, problems := compose.Import(files, "sample")
	if made == nil {
		t.Fatal(problems)
	}
	return checked(t, made)
}

func TestALaterComposeFileWins(t *testing.T) {
	d := composed(t,
		"services: {web: {image: acme/web, scale: 1, environment: [A_URL=http://old]}, old: {image: nginx}, new: {image: nginx}}\n",
		"services: {web: {scale: 4, environment: {A_URL: http://new}, mem_limit: 1.5g}}\n")
	web := d.Components.Get("web")
	if web.Replicas.Count.Value != 4 || web.Memory.Value != 1.5*(1<<30) {
		t.Errorf("web has %v replicas and %v of memory, want 4 and 1.5 GiB", web.Replicas.Count, web.Memory)
	}
	if got := callsOf(d); !got[[2]string{"web", "new"}] || got[[2]string{"web", "old"}] {
		t.Errorf("calls %v, want web to new and not to old", got)
	}
}

func TestAServiceTakesOverWhatItExtends(t *testing.T) {
	d := composed(t, "services:\n  base: {image: node, cpus: 2, environment: {DB_HOST: db}}\n  api: {extends: {service: base}, cpus: 1}\n  db: {image: postgres}\n")
	if api := d.Components.Get("api"); api.Tech != "node" || api.Cores.Value != 1 {
		t.Errorf("api is of %s with %v cores, want node with 1", api.Tech, api.Cores)
	}
	if !callsOf(d)[[2]string{"api", "db"}] {
		t.Error("api does not call db, as what it extends does")
	}
}

func TestACommandLineNamesWhomAProgramCalls(t *testing.T) {
	d := composed(t, "services:\n  api: {image: acme/api, command: [serve, --db-host, db, --search=http://find:9200]}\n  mail: {image: acme/mail, command: send --broker-url amqp://mq}\n"+
		"  db: {image: postgres}\n  find: {image: elasticsearch}\n  mq: {image: rabbitmq}\n  serve: {image: acme/serve}\n")
	got := callsOf(d)
	for _, want := range [][2]string{{"api", "db"}, {"api", "find"}, {"mail", "mq"}} {
		if !got[want] {
			t.Errorf("%s does not call %s", want[0], want[1])
		}
	}
	if len(got) != 3 {
		t.Errorf("calls %v, want three", got)
	}
}

func TestExtendsInACircleIsReported(t *testing.T) {
	_, said := imported(t, compose, []*diag.Source{diag.NewSource("compose.yaml", []byte("services:\n  a: {extends: {service: b}}\n  b: {extends: {service: a}}\n"))})
	if want := `service "a" extends itself [unreadable-import]`; !strings.Contains(string(said), want) {
		t.Errorf("said %s, want %s", said, want)
	}
}

func TestPortsForThisMachineOnlyAreNoWayIn(t *testing.T) {
	for text, want := range map[string]string{
		`"8080:80"`: "8080", `"80"`: "80", `"127.0.0.1:8080:80"`: "", `"[::1]:80:80"`: "", `"0.0.0.0:8080:80/tcp"`: "8080",
		`{target: 80, published: "8080"}`: "8080", `{target: 80, published: 1, host_ip: 127.0.0.1}`: "", `"${PORT:-9000}:80"`: "9000",
	} {
		n, _ := syntax.Parse(diag.NewSource("port", []byte(text)))
		if got := published(n); got != want {
			t.Errorf("%s is open at %q, want %q", text, got, want)
		}
	}
}

func TestSizesOfComposeAreBinary(t *testing.T) {
	for text, want := range map[string]string{"512m": "512MiB", "1gb": "1GiB", "64K": "64KiB", "1.5g": "1536MiB", "100": "100B", "1000000b": "1000000B"} {
		got, ok := composeBytes(text)
		if !ok || binarySize(got) != want {
			t.Errorf("%s is %s (%v), want %s", text, binarySize(got), ok, want)
		}
	}
	for _, text := range []string{"", "0", "lots", "-1m", "1tb"} {
		if got, ok := composeBytes(text); ok {
			t.Errorf("%q is taken for %d bytes", text, got)
		}
	}
}
