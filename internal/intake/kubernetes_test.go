package intake

import (
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/diag"
)

func TestAmountsOfKubernetes(t *testing.T) {
	for text, want := range map[string]float64{"500m": 0.5, "2": 2, "1.5": 1.5, ".5": 0.5, "512Mi": 512 << 20, "1G": 1e9, "129e6": 129e6, "1E": 1e18, "1Ei": 1 << 60, "128974848000m": 128974848} {
		if got, ok := quantity(text); !ok || got != want {
			t.Errorf("%s is %g (%v), want %g", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "abc", "1 Gi", "-5", "1e999", "1Mib"} {
		if got, ok := quantity(text); ok {
			t.Errorf("%q is taken for %g", text, got)
		}
	}
}

func TestSchedulesOfCron(t *testing.T) {
	for _, tt := range []struct {
		text, every, at string
		ok              bool
	}{
		{"30 2 * * *", "1d", "02:30", true},
		{"*/5 * * * *", "5min", "", true},
		{"* * * * *", "1min", "", true},
		{"15 */6 * * *", "6h", "", true},
		{"0 * * * *", "1h", "", true},
		{"0 4 * * 1", "1w", "04:00", true},
		{"0 4 1 * *", "1mo", "04:00", true},
		{"@hourly", "1h", "", true},
		{"0 9 * * 1-5", "", "", false},
		{"*/7 * * * *", "", "", false}, // uneven over the hour
		{"99 2 * * *", "", "", false},
		{"", "", "", false},
	} {
		if every, at, ok := cron(tt.text); every != tt.every || at != tt.at || ok != tt.ok {
			t.Errorf("cron(%q) = %q, %q, %v, want %q, %q, %v", tt.text, every, at, ok, tt.every, tt.at, tt.ok)
		}
	}
}

func TestWhatKubernetesCannotSayByItselfIsRefusedWithAPlace(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Values.name }}\n", "m.yaml:4:9: this is a Helm template, which says nothing until its values are in it [refused-import]"},
		{"apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n", "m.yaml:2:7: a Kustomization only names other files [refused-import]"},
		{"apiVersion: v1\nkind: Service\n", "m.yaml:2:7: this Service has no name [unreadable-import]"},
		{"apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n---\nkind: [\n", "m.yaml:5:7: \"[\" is never closed [yaml-syntax]"},
		{"- a\n", "m.yaml:1:1: this is not an object of Kubernetes [unreadable-import]"},
		{"", "m.yaml:1:1: there is no object of Kubernetes in it [unreadable-import]"},
	} {
		_, said := imported(t, kubernetes, []*diag.Source{diag.NewSource("m.yaml", []byte(tt.text))})
		if !strings.Contains(string(said), tt.want) {
			t.Errorf("%q says\n%s\nwant %q", tt.text, said, tt.want)
		}
	}
}

func TestJSONWithTabsIsReadWithItsPlaces(t *testing.T) {
	text := "{\n\t\"apiVersion\": \"v1\",\n\t\"kind\": \"Pod\",\n\t\"metadata\": {\"name\":\t\"one\"},\n\t\"spec\": {\"containers\": [{\"image\": \"redis\"}]}\n}\n"
	src := diag.NewSource("pod.json", []byte(text))
	if f := Detect(src); f != kubernetes {
		t.Fatalf("it is taken for %v", f)
	}
	design, said := imported(t, kubernetes, []*diag.Source{src})
	if !strings.Contains(string(design), "  one:\n    doc: image redis\n    kind: cache\n    tech: redis\n") {
		t.Errorf("said\n%s\nmade\n%s", said, design)
	}
}
