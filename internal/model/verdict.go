package model

// Verdict is what a witness says of a requirement.
type Verdict string

// The verdicts. Unsure means that the limit lies inside the 95% interval;
// unknown, that there is no number.
const (
	Met     Verdict = "met"
	Broken  Verdict = "broken"
	Unsure  Verdict = "unsure"
	Unknown Verdict = "unknown"
)

// JudgeAtMost holds an interval against a limit that must not be passed.
func JudgeAtMost(limit, low, high float64) Verdict {
	switch {
	case high <= limit:
		return Met
	case low > limit:
		return Broken
	}
	return Unsure
}

// JudgeAtLeast holds an interval against a limit that must be reached.
func JudgeAtLeast(limit, low, high float64) Verdict {
	switch {
	case low >= limit:
		return Met
	case high < limit:
		return Broken
	}
	return Unsure
}
