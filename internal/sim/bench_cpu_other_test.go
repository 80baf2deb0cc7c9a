//go:build !unix

package sim

import "time"

var begun = time.Now()

// cpuTime returns the time on the clock, where processor time is not to be had.
func cpuTime() time.Duration { return time.Since(begun) }
