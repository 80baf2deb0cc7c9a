package unit

import "strings"

// Call is text of the form name(arg key=arg), as laws, arrivals and policies
// are written: "erlang(10ms k=4)", "quorum(w=2 r=2)".
type Call struct {
	Text string
	Name string
	Args []Arg
}

// Arg is one argument. Start and End are its bytes in the text of the call,
// from its name on.
type Arg struct {
	Name       string // "" when it has none
	Text       string // behind the "="
	Start, End int
}

// ParseCall splits a call at its spaces. The arguments stay text.
func ParseCall(text string) (Call, *Problem) {
	open := strings.IndexByte(text, '(')
	if open <= 0 || !isName(text[:open]) {
		return Call{}, problem("bad-law", 0, len(text), quote(text)+" is not of the form name(..)", "write a law like exp(20ms)")
	}
	call := Call{Text: text, Name: text[:open]}
	end := strings.IndexByte(text, ')')
	switch {
	case end < 0:
		return call, problem("bad-law", open, len(text), quote(text)+" does not close its parenthesis", "write "+quote(text+")"))
	case end != len(text)-1:
		return call, problem("bad-law", end+1, len(text), quote(text)+" goes on behind its parenthesis", "write "+quote(text[:end+1]))
	}
	for at := open + 1; at < end; {
		if text[at] == ' ' {
			at++
			continue
		}
		stop := at + strings.IndexAny(text[at:], " )")
		arg := Arg{Text: text[at:stop], Start: at, End: stop}
		if comma := strings.IndexByte(arg.Text, ','); comma >= 0 {
			return call, problem("bad-law", at+comma, at+comma+1, quote(text)+" separates its arguments by commas", "write spaces: "+quote(strings.Join(strings.Fields(strings.ReplaceAll(text, ",", " ")), " ")))
		}
		if name, value, ok := strings.Cut(arg.Text, "="); ok {
			arg.Name, arg.Text = name, value
		}
		call.Args = append(call.Args, arg)
		at = stop
	}
	return call, nil
}

// isCall tells whether a text is meant as a call.
func isCall(text string) bool {
	open := strings.IndexByte(text, '(')
	return open > 0 && isName(text[:open])
}

// quantity reads the argument as one number with its unit.
func (a Arg) quantity() (literal, *Problem) {
	at := a.End - len(a.Text)
	s := scanner{text: a.Text}
	lit, p := s.literal(0)
	if p == nil && lit.end < len(a.Text) {
		p = s.leftover(lit.end)
	}
	if p != nil && p.Code == "bad-quantity" {
		p.Code = "bad-law"
	}
	return lit, p.shift(at)
}

// bad returns a problem that points at the argument.
func (a Arg) bad(message, help string) *Problem {
	return problem("bad-law", a.Start, a.End, message, help)
}

// bad returns a problem that points at the whole call.
func (c Call) bad(message, help string) *Problem {
	return problem("bad-law", 0, len(c.Text), message, help)
}

// isName tells whether a text is a name of the language: [a-z][a-z0-9-]*.
func isName(text string) bool {
	for i := range len(text) {
		c := text[i]
		letter := c >= 'a' && c <= 'z'
		if !letter && (i == 0 || c != '-' && (c < '0' || c > '9')) {
			return false
		}
	}
	return text != ""
}
