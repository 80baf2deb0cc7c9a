package catalog

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/loadpath/loadpath/internal/unit"
)

// language is the list of kinds of the language, as its page has it.
const language = `client web-app mobile-app partner dns cdn load-balancer gateway service function worker
scheduler websocket cache sql document key-value wide-column graph time-series search object-store warehouse queue stream lock
identity secrets monitoring network desk third-party`

func TestKindsAreThoseOfTheLanguageInItsOrder(t *testing.T) {
	var names []string
	for _, k := range Kinds() {
		names = append(names, k.Name)
	}
	if want := strings.Fields(language); !slices.Equal(names, want) {
		t.Errorf("Kinds() = %v, want %v", names, want)
	}
}

func TestEveryKindSaysHowItBehavesAndLooks(t *testing.T) {
	roles := []string{"Person", "Container", "ContainerDb", "ContainerQueue", "System_Ext"}
	for _, k := range Kinds() {
		if k.Title == "" || !strings.HasSuffix(k.Doc, ".") || k.Shape == "" {
			t.Errorf("kind %q lacks a title, a sentence or a shape: %+v", k.Name, k)
		}
		if classDoc[k.Class] == "" {
			t.Errorf("kind %q: class %q has no meaning", k.Name, k.Class)
		}
		if !slices.Contains(roles, k.C4) {
			t.Errorf("kind %q: %q is no element of C4", k.Name, k.C4)
		}
		if !k.Accepts("call") {
			t.Errorf("kind %q cannot be called", k.Name)
		}
		if drawn := k.C4 == "ContainerDb" || k.C4 == "ContainerQueue" || k.Name == "monitoring"; drawn != k.KeepsData() {
			t.Errorf("kind %q: class %s, but drawn as %s", k.Name, k.Class, k.C4)
		}
	}
}

func TestStoresTakeEveryVerbOfDataAndQueuesArePublishedTo(t *testing.T) {
	for _, k := range Kinds() {
		switch k.Class {
		case Cache, Store:
			for _, verb := range []string{"read", "write", "get", "set", "delete", "scan", "query", "append"} {
				if !k.Accepts(verb) {
					t.Errorf("kind %q does not accept %s", k.Name, verb)
				}
			}
		case Queue, Stream:
			if !k.Accepts("publish") {
				t.Errorf("kind %q does not accept publish", k.Name)
			}
		case Compute, Balancer, Client, Network, Desk:
			if k.Accepts("publish") {
				t.Errorf("kind %q accepts publish", k.Name)
			}
		}
	}
}

func TestEveryKindThatSomebodySellsHasATechnology(t *testing.T) {
	own := []string{"client", "web-app", "mobile-app", "partner", "desk"} // never bought
	for _, k := range Kinds() {
		found := slices.ContainsFunc(Technologies(), func(tech *Tech) bool { return tech.Fits(k.Name) })
		if want := !slices.Contains(own, k.Name); found != want {
			t.Errorf("kind %q has a technology: %v, want %v", k.Name, found, want)
		}
	}
}

func TestUnknownNamesAreNotFound(t *testing.T) {
	if _, ok := KindOf("teapot"); ok {
		t.Error("KindOf(teapot) found something")
	}
	if _, ok := Lookup("cache"); ok {
		t.Error("Lookup(cache) found a kind as a technology")
	}
	if _, ok := MachineOf("redis"); ok {
		t.Error("MachineOf(redis) found a technology as a machine")
	}
}

func TestNamesHoldsEverythingOnceAndSorted(t *testing.T) {
	names := Names()
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Error("Names() is not sorted and unique")
	}
	for _, want := range []string{"cache", "redis", "aws/c7g.large", "aws/db.r6g.2xlarge", "azure/D4s_v5", "gcp/n2-standard-4", "self-run"} {
		if !slices.Contains(names, want) {
			t.Errorf("Names() lacks %q", want)
		}
	}
}

// every calls f with each figure that an entry of its own has.
func every(f func(entry string, fig Figure)) {
	b := open()
	for _, base := range b.bases {
		for _, fig := range base.own() {
			f(base.Name, fig)
		}
	}
	for _, tech := range b.techs {
		for _, fig := range tech.own() {
			f(tech.Name, fig)
		}
	}
	for _, m := range b.machines {
		for _, fig := range m.own() {
			f(m.Name, fig)
		}
	}
}

func TestEveryFigureSaysWhoWhenAndHowSure(t *testing.T) {
	every(func(entry string, fig Figure) {
		if fig.Source == "" || fig.Sure == unit.SureUnsaid {
			t.Errorf("%s of %s: source %q, sure %q", fig.Name, entry, fig.Source, fig.Sure)
		}
		day, err := time.Parse(time.DateOnly, fig.AsOf)
		if err != nil || day.Year() < 2008 || day.After(time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("%s of %s is as of %q", fig.Name, entry, fig.AsOf)
		}
		if want := "catalog/" + entry + "." + fig.Name; fig.Path != want || fig.Quantity.Path != want {
			t.Errorf("path %q and %q, want %q", fig.Path, fig.Quantity.Path, want)
		}
		if fig.Quantity.Source != fig.Source || fig.Quantity.Sure != fig.Sure {
			t.Errorf("%s: the quantity does not know its source", fig.Path)
		}
	})
}

func TestEveryGuessSaysWhatItIsAGuessOf(t *testing.T) {
	every(func(entry string, fig Figure) {
		if fig.Source == planningDefault && fig.Conditions == "" {
			t.Errorf("%s is a planning default without conditions", fig.Path)
		}
	})
}

func TestOnlyWhatIsMeasuredGuessedOrPricedIsUncertain(t *testing.T) {
	every(func(entry string, fig Figure) {
		meaning, _ := term(fig.Name)
		if moves := len(fig.Quantity.Moves) > 0; moves == meaning.Exact {
			t.Errorf("%s moves: %v, want %v", fig.Path, moves, !meaning.Exact)
		}
		if !meaning.Exact && fig.Quantity.Moves[0].Input != fig.Path {
			t.Errorf("%s moves with %q", fig.Path, fig.Quantity.Moves[0].Input)
		}
	})
}

func TestPricesHaveTheUnitOfWhatTheyArePaidFor(t *testing.T) {
	want := map[string]unit.Dim{
		"price.hour": unit.MoneyRate, "price.month": unit.MoneyRate, "price.core": unit.MoneyRate, "price.partition": unit.MoneyRate,
		"price.capacity-unit": unit.MoneyRate, "price.request": unit.Money,
		"price.in": unit.MoneyPerByte, "price.out": unit.MoneyPerByte, "price.scan": unit.MoneyPerByte, "price.egress": unit.MoneyPerByte, "price.cross-zone": unit.MoneyPerByte,
		"price.memory": {Money: 1, Bytes: -1, Time: -1}, "price.run": {Money: 1, Bytes: -1, Time: -1},
		"price.gb-month": {Money: 1, Bytes: -1, Time: -1}, "price.backup": {Money: 1, Bytes: -1, Time: -1},
	}
	seen := 0
	every(func(entry string, fig Figure) {
		if !strings.HasPrefix(fig.Name, "price.") {
			return
		}
		seen++
		meaning, _ := term(fig.Name)
		if dim, ok := want[meaning.Name]; !ok || fig.Quantity.Dim != dim {
			t.Errorf("%s is %s, want %s", fig.Path, fig.Quantity.Dim, dim)
		}
		if fig.Quantity.Value <= 0 {
			t.Errorf("%s = %s; a missing price is no row", fig.Path, fig.Quantity)
		}
		if !strings.HasPrefix(fig.Quantity.Text, "$") {
			t.Errorf("%s = %q is not in dollars", fig.Path, fig.Quantity.Text)
		}
	})
	if seen < 200 {
		t.Errorf("only %d prices", seen)
	}
}

func TestTheCatalogueCoversWhatAFirstUserTries(t *testing.T) {
	for _, name := range strings.Fields(`redis memcached valkey postgres mysql aws/rds-postgres aws/rds-mysql aws/aurora-postgres mongodb
		aws/dynamodb cassandra scylla aws/elasticache-redis elasticsearch opensearch clickhouse gcp/bigquery snowflake kafka aws/msk rabbitmq nats
		aws/sqs aws/sns aws/kinesis gcp/pubsub aws/s3 gcp/gcs azure/blob minio nginx haproxy envoy aws/alb aws/nlb aws/api-gateway aws/lambda
		aws/cloudfront cloudflare fastly aws/route53 go java node python rust ruby php etcd zookeeper consul vault auth0 aws/cognito keycloak
		prometheus stripe twilio neo4j timescaledb influxdb aws/fargate`) {
		if _, ok := Lookup(name); !ok {
			t.Errorf("no technology %q", name)
		}
	}
	if n := len(Machines()); n < 40 {
		t.Errorf("%d machine types, want 40 or more", n)
	}
}
