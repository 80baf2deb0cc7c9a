package intake

import (
	"fmt"
	"strconv"
	"strings"
)

// cron reads a schedule of cron that has an even rhythm: how often it runs, and
// at what time of day when that is a day or more. It is false for schedules
// with an uneven rhythm, such as working days only.
func cron(schedule string) (every, at string, ok bool) {
	switch schedule {
	case "@hourly":
		return "1h", "", true
	case "@daily", "@midnight":
		return "1d", "00:00", true
	case "@weekly":
		return "1w", "00:00", true
	case "@monthly":
		return "1mo", "00:00", true
	}
	f := strings.Fields(schedule)
	if len(f) != 5 {
		return "", "", false
	}
	minute, fixedMinute := within(f[0], 59)
	hour, fixedHour := within(f[1], 23)
	_, fixedDay := within(f[2], 31)
	_, fixedWeekday := within(f[4], 7)
	anyDay := f[2] == "*" && f[3] == "*" && f[4] == "*"
	switch {
	case anyDay && f[1] == "*" && stepOf(f[0], 60) > 0:
		return fmt.Sprint(stepOf(f[0], 60), "min"), "", true
	case anyDay && fixedMinute && stepOf(f[1], 24) > 0:
		return fmt.Sprint(stepOf(f[1], 24), "h"), "", true
	case !fixedMinute || !fixedHour:
		return "", "", false
	}
	at = fmt.Sprintf("%02d:%02d", hour, minute)
	switch {
	case anyDay:
		return "1d", at, true
	case f[2] == "*" && f[3] == "*" && fixedWeekday:
		return "1w", at, true
	case fixedDay && f[3] == "*" && f[4] == "*":
		return "1mo", at, true
	}
	return "", "", false
}

// within reads a single number from 0 to most.
func within(field string, most uint64) (int, bool) {
	n, err := strconv.ParseUint(field, 10, 8)
	return int(n), err == nil && n <= most
}

// stepOf reads * or */n where n divides the whole, so that the rhythm is even;
// 0 when it is something else.
func stepOf(field string, whole int) int {
	if field == "*" {
		return 1
	}
	n, err := strconv.Atoi(strings.TrimPrefix(field, "*/"))
	if err != nil || !strings.HasPrefix(field, "*/") || n <= 0 || whole%n != 0 {
		return 0
	}
	return n
}
