package diag

import "testing"

func TestSuggestFindsWhatWasMeant(t *testing.T) {
	components := []string{"payments", "orders", "links-db", "cache", "api", "edge", "web", "größe"}
	tests := []struct{ typed, want string }{
		{"paymnets", "payments"}, // two letters swapped
		{"payment", "payments"},
		{"Payments", "payments"},
		{"order", "orders"},
		{"linksdb", "links-db"},
		{"links_db", "links-db"},
		{"db", "links-db"},
		{"wbe", "web"},
		{"grosse", ""},
		{"gröse", "größe"},
		{"billing", ""},
		{"x", ""},
		{"", ""},
		{"api", ""}, // right already
	}
	for _, tt := range tests {
		if got := Suggest(tt.typed, components); got != tt.want {
			t.Errorf("Suggest(%q) = %q, want %q", tt.typed, got, tt.want)
		}
	}
}

func TestSuggestPrefersTheSameFirstLetter(t *testing.T) {
	if got := Suggest("cart", []string{"dart", "card"}); got != "card" {
		t.Errorf("Suggest(cart) = %q, want card", got)
	}
	if got := Suggest("replica", []string{"replicas", "replice"}); got != "replicas" {
		t.Errorf("of equals the first wins: %q", got)
	}
}

func TestDistanceCountsSlips(t *testing.T) {
	tests := []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "", 1}, {"ab", "ba", 1}, {"kitten", "sitting", 3}, {"abc", "abc", 0}, {"ca", "abc", 3},
	}
	for _, tt := range tests {
		if got := distance([]rune(tt.a), []rune(tt.b), 9); got != tt.want {
			t.Errorf("distance(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
		if back := distance([]rune(tt.b), []rune(tt.a), 9); back != tt.want {
			t.Errorf("distance(%q, %q) = %d, want %d as the other way round", tt.b, tt.a, back, tt.want)
		}
	}
}
