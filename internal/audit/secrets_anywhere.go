package audit

import (
	"fmt"
	"strings"

	"github.com/loadpath/loadpath/internal/catalog"
	"github.com/loadpath/loadpath/internal/diag"
)

var secretsAnywhere = &Check{
	Code:     "secrets-anywhere",
	Category: Security,
	Title:    "Passwords without a home",
	Why:      "Keys in files, images and environment variables end in repositories, logs and crash reports, and nobody can change them in a hurry.",
	Bad:      "components:\n  api: {kind: service, replicas: 2, zones: 2}\n  pay: {kind: third-party}\nlinks:\n  default: {timeout: 1s, tls: true}\nflows:\n  f: {rate: 1/s, steps: [{call: api, steps: [{call: pay}]}]}\nsecure:\n  secrets: environment",
	Good:     "components:\n  api: {kind: service, replicas: 2, zones: 2}\n  pay: {kind: third-party}\nlinks:\n  default: {timeout: 1s, tls: true}\nflows:\n  f: {rate: 1/s, steps: [{call: api, steps: [{call: pay}]}]}\nsecure:\n  secrets: vault",
	Source:   "OWASP Secrets Management Cheat Sheet; CWE-798",
	Run:      runSecretsAnywhere,
}

func runSecretsAnywhere(f *Facts) {
	asking, span := f.asksForSecret()
	if asking == "" || f.hasSecretStore() {
		return
	}
	fix := "secure: {secrets: vault}"
	if f.Design.Secure == nil || f.Design.Secure.Secrets == "" {
		f.unknown(Medium, "secure", span, fmt.Sprintf("the file does not say where the secret for %q is kept", asking), fix)
		return
	}
	kept := f.Design.Secure.Secrets
	for _, word := range []string{"env", "file", "code", "image", "none"} {
		if strings.Contains(strings.ToLower(kept), word) {
			f.fail(Medium, "secure.secrets", f.span(span, "secure", "secrets"), fmt.Sprintf("the secret for %q is kept in: %s", asking, kept), fix)
			return
		}
	}
}

// asksForSecret returns the first store or third party that a component calls,
// which asks for a password or a key; an identity of the platform (iam, mtls)
// or no authentication needs none. "" when there is none.
func (f *Facts) asksForSecret() (component string, span diag.Span) {
	for _, l := range f.links() {
		switch f.Design.LinkOf(l.caller.Name, l.callee.Name).Auth {
		case "none", "iam", "mtls":
			continue
		}
		if c := l.callee.Behaviour.Class; c == catalog.Store || c == catalog.External {
			return l.callee.Name, l.callee.Span
		}
	}
	return "", diag.Span{}
}

// hasSecretStore tells whether a component of the design keeps secrets.
func (f *Facts) hasSecretStore() bool {
	for _, c := range f.Design.Components.All() {
		if c.Kind == "secrets" {
			return true
		}
	}
	return false
}
