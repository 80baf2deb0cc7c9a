package modeltest

import (
	"os"
	"os/exec"
	"testing"
	"time"
)

// Oracle returns the path of an installed tool that nobody here wrote, for a
// test to hold our results against. With a probe it must run with these
// arguments and end well, as in Oracle(t, "python3", "-c", "import simpy").
// A test whose tool is missing is skipped, and says so; where LOADPATH_ORACLES
// is "required", as in .ci/run, it fails.
func Oracle(t testing.TB, name string, probe ...string) string {
	t.Helper()
	missing := t.Skipf
	if os.Getenv("LOADPATH_ORACLES") == "required" {
		missing = t.Fatalf
	}
	path, err := exec.LookPath(name)
	if err != nil {
		missing("the oracle %s is not installed: %v", name, err)
	}
	if len(probe) == 0 {
		return path
	}
	probing := exec.CommandContext(t.Context(), path, probe...)
	probing.WaitDelay = time.Second
	if out, err := probing.CombinedOutput(); err != nil {
		missing("the oracle %s is not ready: %q: %v\n%s", name, probe, err, out)
	}
	return path
}
