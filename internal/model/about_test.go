package model

import (
	"fmt"
	"strings"
	"testing"
)

// saidOf is what is said of the place of the bar in a line that is added to the
// components of the shop, or, when it begins with a key of a design, to its end.
func saidOf(t *testing.T, line string) string {
	t.Helper()
	text := typed + line
	if strings.HasPrefix(strings.Replace(line, "|", "", 1), "new:") {
		text = strings.Replace(typed, "flows:", "  "+line+"\nflows:", 1)
	}
	at := strings.Index(text, "|")
	text = strings.Replace(text, "|", "", 1)
	d, _ := load(t, text)
	a, ok := AboutAt([]byte(text), at, d)
	if !ok {
		return "nothing"
	}
	if a.Start > at || a.End < at {
		t.Errorf("%q: the word is %d to %d, the place %d", line, a.Start, a.End, at)
	}
	return fmt.Sprintf("%s | %s | %s | %s", text[a.Start:a.End], a.Title, a.Value, strings.TrimSpace(a.Kind+" "+a.Name))
}

func TestWhatIsSaidOfAWord(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"new: {ki|nd: service}", "kind | kind |  | "},
		{"new: {kind: serv|ice}", "service | service: Service |  | "},
		{"new: {kind: cache, tech: re|dis}", "redis | redis: Redis |  | "},
		{"ne|w: {kind: service}", "new | component new |  | component new"},
		{"new: {kind: service, in: co|re}", "core | boundary core |  | boundary core"},
		{"new: {kind: service, balance: two-ch|oices}", "two-choices | balance: two-choices |  | "},
		{"new: {kind: service, cores: 2|}", "2 | cores | 2 | "},
		{"new: {kind: service, work: 3|ms}", "3ms | work | 3 ms, the mean of an exponential law | "},
		{"new: {kind: service, work: 2ms.|.8ms}", "2ms..8ms | work | mean 4.37 ms, 90% of it between the two, the mean of an exponential law | "},
		{"new: {kind: service, net: exp(|2ms)}", "exp(2ms) | net | mean 2 ms | "},
		{"new: {kind: service, queue: unlim|ited}", "unlimited | queue | unlimited | "},
		{"new: {kind: service, operations: {do: [{call: edge > ap|i}]}}", "api | component api |  | component api"},
		{"new: {kind: service, operations: {do: [{read: db.or|der}]}}", "db.order | component db, order |  | component db"},
		{"growth: {buyer: \"= or|ders\"}", "orders | orders | 2/day | "},
		{"growth: {bu|yer: 20%/y}", "buyer | actor buyer |  | actor buyer"},
		{"links: {api.d|b: {timeout: 1s}}", "api.db | link api.db |  | link api.db"},
		{"load: {sale: {level: me|an}}", "mean | load mean |  | load mean"},
		{"failures: {lost: {inject: {cr|ash: db}}}", "crash | crash |  | "},
		{"failures: {lost: {inject: {crash: db.prim|ary}}}", "db.primary | component db, primary |  | component db"},
		{"why: {problem: sl|ow}", "nothing"},
		{"# comm|ent", "nothing"},
	} {
		if got := saidOf(t, c.line); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.line, got, c.want)
		}
	}
}

func TestAKeySaysWhatHoldsWithoutIt(t *testing.T) {
	text := "components: {api: {kind: service, replicas: 2, discipline: lifo}}"
	for key, want := range map[string]string{"replicas": "Without it 1", "discipline": "; without it fifo"} {
		a, _ := AboutAt([]byte(text), strings.Index(text, key), nil)
		if !strings.HasSuffix(a.Takes, want) || strings.HasPrefix(a.Takes, ";") {
			t.Errorf("%s takes %q, want that it ends with %q", key, a.Takes, want)
		}
	}
}

func TestAFormulaIsSaidWithItsResult(t *testing.T) {
	text := strings.Replace(typed, "rate: 1/s", `rate: "= buyer * orders"`, 1)
	d, _ := load(t, text)
	a, ok := AboutAt([]byte(text), strings.Index(text, "* orders"), d)
	if want := "0.2315/s"; !ok || a.Value != want { // 10,000 times 2 a day
		t.Errorf("the formula comes to %q, want %q", a.Value, want)
	}
}

func TestEveryKeyOfTheLanguageHasSomethingToBeSaid(t *testing.T) {
	for _, s := range allSpecs() {
		for _, f := range s.fields {
			var a About
			a.field(f)
			if a.Title == "" || a.Doc == "" {
				t.Errorf("nothing is said of %s.%s", s.typ.Name(), f.key)
			}
		}
	}
}
