package catalog

import (
	"math"
	"slices"
	"testing"

	"github.com/loadpath/loadpath/internal/unit"
)

func tech(t *testing.T, name string) *Tech {
	t.Helper()
	found, ok := Lookup(name)
	if !ok {
		t.Fatalf("no technology %q", name)
	}
	return found
}

func machine(t *testing.T, name string) *Machine {
	t.Helper()
	found, ok := MachineOf(name)
	if !ok {
		t.Fatalf("no machine type %q", name)
	}
	return found
}

func TestWorkOfAMissingVerbIsThatOfItsNearest(t *testing.T) {
	for _, tt := range []struct{ tech, verb, figure string }{
		{"redis", "get", "work.get"},
		{"redis", "read", "work.get"},
		{"redis", "write", "work.set"},
		{"redis", "delete", "work.set"},
		{"redis", "query", "work.scan"},
		{"postgres", "get", "work.read"},
		{"postgres", "delete", "work.write"},
		{"postgres", "append", "work.write"},
		{"postgres", "publish", "work.write"},
		{"mongodb", "query", "work.scan"},
		{"etcd", "scan", "work.read"},
		{"influxdb", "write", ""},
		{"kafka", "append", "work.publish"},
		{"aws/sqs", "consume", "work.consume"},
		{"nginx", "call", "work"},
		{"aws/kms", "get", "work"},
		{"go", "call", ""},
	} {
		got, ok := tech(t, tt.tech).Work(tt.verb)
		if got.Name != tt.figure || ok != (tt.figure != "") {
			t.Errorf("Work(%s) of %s is %q, want %q", tt.verb, tt.tech, got.Name, tt.figure)
		}
	}
}

func TestRequestsArePricedByVerbAndByUnitOfTheirSize(t *testing.T) {
	dynamo := tech(t, "aws/dynamodb")
	price, _ := dynamo.PricePerRequest("get")
	size, _ := dynamo.Unit("get")
	if price.Name != "price.request.read" || size.Quantity.Value != 4000 {
		t.Errorf("a get of DynamoDB costs %s per %s", price.Name, size.Quantity)
	}
	if price, _ := tech(t, "aws/sqs").PricePerRequest("consume"); price.Name != "price.request" {
		t.Errorf("taking a message from SQS costs %q, want price.request", price.Name)
	}
	if price, ok := tech(t, "aws/kinesis").PricePerRequest("consume"); ok {
		t.Errorf("taking a message from Kinesis costs %s, but only putting does", price.Quantity)
	}
	if _, ok := tech(t, "postgres").PricePerRequest("read"); ok {
		t.Error("a read of PostgreSQL has a price")
	}
	if _, ok := tech(t, "aws/s3").Unit("get"); ok {
		t.Error("the size of a get from S3 changes its price")
	}
}

func TestEveryTechnologyKnowsTheVerbsOfItsMainUse(t *testing.T) {
	verbs := map[Class][]string{
		Cache: {"get", "set"}, Store: {"query"}, Queue: {"publish"}, Stream: {"publish", "consume"},
		Balancer: {"call"}, Resolver: {"call"}, External: {"call"},
	}
	for _, one := range Technologies() {
		kind, _ := KindOf(one.Kinds[0])
		for _, verb := range verbs[kind.Class] {
			if _, ok := one.Work(verb); !ok {
				t.Errorf("%s is a %s, but has no work for %s", one.Name, kind.Name, verb)
			}
		}
	}
}

func TestServiceTimesAreInTheOrderOfTheirMedium(t *testing.T) {
	work := func(name, verb string) float64 {
		f, ok := tech(t, name).Work(verb)
		if !ok {
			t.Fatalf("no work for %s of %s", verb, name)
		}
		return f.Quantity.Value
	}
	if !(work("redis", "get") < work("postgres", "read") && work("postgres", "read") < work("aws/s3", "get") && work("aws/s3", "get") < work("gcp/bigquery", "query")) {
		t.Error("memory < indexed lookup < object store < warehouse does not hold")
	}
	for _, one := range Technologies() {
		read, ok1 := one.Work("read")
		write, ok2 := one.Work("write")
		if one.Fits("sql") && ok1 && ok2 && write.Quantity.Value < read.Quantity.Value {
			t.Errorf("%s writes faster than it reads", one.Name)
		}
	}
	every(func(entry string, fig Figure) {
		if meaning, _ := term(fig.Name); meaning.Name == "work" && (fig.Quantity.Value < 0.5e-6 || fig.Quantity.Value > 5) {
			t.Errorf("%s = %s", fig.Path, fig.Quantity)
		}
	})
}

func TestFigureOfTheEntryWinsOverThatOfItsBase(t *testing.T) {
	aurora := tech(t, "aws/aurora-postgres")
	if f, _ := aurora.Figure("price.gb-month"); f.Path != "catalog/aws/aurora-postgres.price.gb-month" {
		t.Errorf("storage of Aurora is priced by %s", f.Path)
	}
	if f, _ := aurora.Figure("mttf"); f.Path != "catalog/aws/rds.mttf" {
		t.Errorf("Aurora fails by %s", f.Path)
	}
	n := 0
	for _, f := range aurora.Figures() {
		if f.Name == "price.gb-month" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("Figures() lists price.gb-month %d times", n)
	}
}

func TestFindAsksTechnologyThenMachineThenWhatTheTechnologyStandsOn(t *testing.T) {
	redis, r6g := tech(t, "redis"), machine(t, "aws/cache.r6g.2xlarge")
	for _, tt := range []struct {
		tech    *Tech
		machine *Machine
		figure  string
		path    string
	}{
		{redis, r6g, "connections", "catalog/redis.connections"},
		{redis, r6g, "net", "catalog/aws/elasticache.net"},
		{redis, nil, "net", "catalog/self-run.net"},
		{nil, r6g, "memory", "catalog/aws/cache.r6g.2xlarge.memory"},
		{redis, r6g, "cores", "catalog/redis.cores"},
		{redis, machine(t, "aws/c7g.medium"), "cores", "catalog/redis.cores"},
		{tech(t, "postgres"), r6g, "cores", "catalog/aws/cache.r6g.2xlarge.cores"},
		{tech(t, "go"), nil, "net", ""},
		{nil, nil, "net", ""},
	} {
		got, ok := Find(tt.tech, tt.machine, tt.figure)
		if got.Path != tt.path || ok != (tt.path != "") {
			t.Errorf("Find(%v, %v, %s) = %q, want %q", tt.tech, tt.machine, tt.figure, got.Path, tt.path)
		}
	}
}

func TestATechnologyNeverUsesMoreCoresThanItsMachineHas(t *testing.T) {
	cores := Figure{Name: "cores", Quantity: unit.Quantity{Number: unit.Number{Value: 64}}}
	wide := &Tech{Name: "wide", figures: figures{own: func() []Figure { return []Figure{cores} }}}
	if got, _ := Find(wide, machine(t, "aws/c7g.large"), "cores"); got.Quantity.Value != 2 {
		t.Errorf("64 cores on a machine of 2 are %g", got.Quantity.Value)
	}
}

func TestWhatIsNotInTheDataIsUnknown(t *testing.T) {
	if f, ok := machine(t, "azure/D4s_v5").Figure("bandwidth"); ok {
		t.Errorf("the bandwidth of azure/D4s_v5 is %s, but its source has none", f.Quantity)
	}
	if f, ok := machine(t, "aws/db.r7g.large").Price(); ok {
		t.Errorf("the price of aws/db.r7g.large is %s, but nobody gave one", f.Quantity)
	}
	if _, ok := tech(t, "snowflake").Figure("price.hour"); ok {
		t.Error("Snowflake has a price")
	}
	if _, ok := tech(t, "redis").Figure("colour"); ok {
		t.Error("Redis has a colour")
	}
}

func TestMachinesOfAFamilyCostTheSamePerCoreAndGiB(t *testing.T) {
	type shape struct{ perCore, perGiB float64 }
	first := map[string]shape{}
	for _, m := range Machines() {
		price, ok := m.Price()
		if !ok || m.Note != "" {
			continue
		}
		cores, _ := m.Figure("cores")
		memory, _ := m.Figure("memory")
		got := shape{price.Quantity.Value / cores.Quantity.Value, memory.Quantity.Value / cores.Quantity.Value}
		family := m.Provider() + "/" + m.Family
		want, seen := first[family]
		if !seen {
			first[family] = got
			continue
		}
		// ElastiCache keeps some memory of each node for itself, more of a small one.
		if math.Abs(got.perCore/want.perCore-1) > 0.02 || math.Abs(got.perGiB/want.perGiB-1) > 0.05 {
			t.Errorf("%s: $%.3g a core and second, %.3g B a core; its family %.3g and %.3g", m.Name, got.perCore, got.perGiB, want.perCore, want.perGiB)
		}
	}
}

func TestMachineShapesAndPricesArePlausible(t *testing.T) {
	for _, m := range Machines() {
		cores, _ := m.Figure("cores")
		memory, ok := m.Figure("memory")
		if !ok || cores.Quantity.Value < 1 || cores.Quantity.Value > 64 {
			t.Errorf("%s: %s cores, memory known: %v", m.Name, cores.Quantity, ok)
		}
		if perCore := memory.Quantity.Value / cores.Quantity.Value / (1 << 30); m.Note == "" && (perCore < 1 || perCore > 9) {
			t.Errorf("%s: %.2g GiB a core", m.Name, perCore)
		}
		if price, ok := m.Price(); ok {
			if hourPerCore := price.Quantity.Value * 3600 / cores.Quantity.Value; hourPerCore < 0.004 || hourPerCore > 0.25 {
				t.Errorf("%s: $%.3g a core and hour", m.Name, hourPerCore)
			}
		}
		if m.Base() == nil || m.Provider() == "" || m.Family == "" {
			t.Errorf("%s: base, provider or family missing", m.Name)
		}
		if _, ok := m.Figure("mttf"); !ok {
			t.Errorf("%s never fails", m.Name)
		}
	}
}

func TestManagedDatabaseCostsMoreThanItsBareMachine(t *testing.T) {
	for managed, bare := range map[string]string{"aws/db.r6g.2xlarge": "aws/r6g.2xlarge", "aws/db.m7g.large": "aws/m7g.large", "aws/cache.r7g.large": "aws/r7g.large", "aws/r7g.large.search": "aws/r7g.large"} {
		a, _ := machine(t, managed).Price()
		b, _ := machine(t, bare).Price()
		if ratio := a.Quantity.Value / b.Quantity.Value; ratio < 1.3 || ratio > 3 {
			t.Errorf("%s costs %.2g times %s", managed, ratio, bare)
		}
	}
}

func TestTechnologiesSayWhatTheyAreAndWhoRunsThem(t *testing.T) {
	for _, one := range Technologies() {
		if one.Title == "" || one.Doc == "" || one.Doc[len(one.Doc)-1] != '.' {
			t.Errorf("%s lacks a title or a sentence", one.Name)
		}
		if one.Provider() != "" && one.Base() != nil && one.Base().Name == "self-run" {
			t.Errorf("%s is run by %s and by yourself", one.Name, one.Provider())
		}
	}
	if s3 := tech(t, "aws/s3"); s3.Provider() != "aws" || !slices.Equal(s3.Kinds, []string{"object-store"}) {
		t.Errorf("S3 is %+v", s3)
	}
}
