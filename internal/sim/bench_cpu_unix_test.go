//go:build unix

package sim

import (
	"syscall"
	"time"
)

// cpuTime returns the processor time that this process has had, so that a
// benchmark does not count what others run beside it.
func cpuTime() time.Duration {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		panic(err)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}
