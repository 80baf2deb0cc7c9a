package studio

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
)

// tokenHeader carries the token that the page was served with. A page of
// another origin can neither read the token nor send the header.
const tokenHeader = "X-Loadpath-Token"

// guard lets in what a browser on this machine sends from our own page: the
// host must be a loopback name (a name that was rebound to 127.0.0.1 is not),
// the origin ours, and what writes must carry the token.
func guard(token string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		switch {
		case !isLoopback(r.Host):
			fail(w, http.StatusForbidden, "this is served to loopback only, not to "+r.Host)
		case !ownOrigin(r):
			fail(w, http.StatusForbidden, "requests of other pages are not answered")
		case r.Method != http.MethodGet && r.Method != http.MethodHead && r.Header.Get(tokenHeader) != token:
			fail(w, http.StatusForbidden, "the page is of an earlier start of the studio; reload it")
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// isLoopback tells whether a Host header names this machine by a name that no
// one else can give out.
func isLoopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if host == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}

// ownOrigin tells whether the request comes from a page of ours, or from no
// page at all.
func ownOrigin(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site == "cross-site" || site == "same-site" {
		return false
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host == r.Host
}
