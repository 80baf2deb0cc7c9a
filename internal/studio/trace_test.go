package studio

import (
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/sim"
)

// lastPiece asks a question whose answer comes in lines, and returns the last.
func (s *served) lastPiece(path string, q Question) Piece {
	s.t.Helper()
	body, err := json.Marshal(q)
	if err != nil {
		s.t.Fatal(err)
	}
	req, err := http.NewRequest("POST", s.http.URL+path, strings.NewReader(string(body)))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set(tokenHeader, s.s.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	var last Piece
	for lines := json.NewDecoder(res.Body); lines.More(); {
		last = Piece{}
		if err := lines.Decode(&last); err != nil {
			s.t.Fatal(err)
		}
	}
	return last
}

func TestARequestOfTheRunThatIsPlayedIsExplained(t *testing.T) {
	s := serve(t, shop)
	q := Question{Seconds: 10}
	played := s.lastPiece("/api/run", q).Played
	if played == nil || len(played.Rows) != 10 {
		t.Fatalf("played %+v", played)
	}
	q.Flow, q.Percentile = "buy", "max"
	second := 4.
	q.Second = &second
	first := s.lastPiece("/api/trace", q)
	if first.Traced == nil || len(first.Traced.Spans) == 0 || len(first.Traced.Why) == 0 {
		t.Fatalf("traced %+v", first)
	}
	if want := played.Rows[4].Flows["buy"].Latency.Max; math.Abs(first.Traced.Latency-want) > 0.01*want {
		t.Errorf("it took %g s, and the longest of that second %g s", first.Traced.Latency, want)
	}
	s.s.last = lastRun{} // as when the studio was started again
	if again := s.lastPiece("/api/trace", q); again.Traced == nil || again.Traced.At != first.Traced.At {
		t.Errorf("made again it is another request: %+v", again)
	}
	q.Percentile = "p100"
	if wrong := s.lastPiece("/api/trace", q); !strings.Contains(wrong.Trouble, "no percentile") {
		t.Errorf("p100 gives %+v", wrong)
	}
}

func TestMomentsSayWhatBeginsAndEndsOnce(t *testing.T) {
	rows := make([]sim.Row, 20)
	for i := range rows {
		db := sim.ComponentRow{Arrivals: 100, Utilization: 0.5, Replicas: 2}
		if i >= 5 && i < 12 && i != 8 { // it has room for one second
			db.Utilization = 1
		}
		if i == 3 {
			db.Starting = 1
		}
		rows[i] = sim.Row{T: float64(i), Components: map[string]sim.ComponentRow{"db": db}, Flows: map[string]sim.FlowRow{"buy": {OK: 100}}}
	}
	rows[15].Links = map[string]sim.LinkRow{"api.db": {Calls: 130, Failed: 40, Retries: 30}}
	var got []string
	for _, m := range momentsOf(rows) {
		got = append(got, strconv.Itoa(int(m.T))+" "+m.Text)
	}
	want := "3 db starts 1 replica more|4 db has 1 replica more|5 db is full|12 db has room again|15 api.db is tried again and again|16 api.db needs few retries again"
	if all := strings.Join(got, "|"); all != want {
		t.Errorf("it says\n%s\nwant\n%s", all, want)
	}
}

// TestEveryArrowHasTheCallsThatARunCounts plays a design that is drawn with
// closed boundaries: each call of the run is on one arrow, unless both its ends
// are in one closed box.
func TestEveryArrowHasTheCallsThatARunCounts(t *testing.T) {
	s := serve(t, town(100))
	on := map[string]int{}
	for _, a := range s.state().Design.Picture.Edges {
		if len(a.Calls) == 0 {
			t.Errorf("nothing travels from %s to %s", a.From, a.To)
		}
		for _, name := range a.Calls {
			on[name]++
		}
	}
	played := s.lastPiece("/api/run", Question{Seconds: 3}).Played
	drawn, inside := 0, 0
	for name := range played.Rows[1].Links {
		switch on[name] {
		case 0:
			inside++
		case 1:
			drawn++
		default:
			t.Errorf("%s is on %d arrows", name, on[name])
		}
	}
	if drawn != len(on) || inside == 0 {
		t.Errorf("%d calls are on arrows and %d inside of boxes; the arrows name %d", drawn, inside, len(on))
	}
}
