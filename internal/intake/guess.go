package intake

import (
	"slices"
	"strings"
	"unicode"

	"github.com/loadpath/loadpath/internal/catalog"
)

// guess is what words say of a component.
type guess struct {
	kind, tech string // of the catalogue; tech may be ""
	word       string // that gave it away; "" when no word did, and the kind is service
	sure       bool   // the word is the name of a product
}

// guessKind guesses what a component is from words about it, the most telling
// text first: an image, a technology, a shape, a title. The name of a product
// decides; else a role, in the language that a text names.
func guessKind(texts ...string) guess {
	for _, text := range texts {
		words := wordsOf(text)
		if slices.ContainsFunc(words, func(w string) bool { return slices.Contains(companions, w) }) {
			continue
		}
		if c, word := clueIn(products, words); c != nil {
			return c.guess(word, true)
		}
	}
	language, role := guess{}, guess{}
	for _, text := range texts {
		if c, word := clueIn(languages, wordsOf(text)); c != nil && language.word == "" {
			language = c.guess(word, true)
		}
		c, word := clueIn(roles, wordsOf(text))
		if c == nil {
			c, word = clueIn(generic, wordsOf(text))
		}
		if c != nil && role.word == "" {
			role = c.guess(word, false)
		}
	}
	switch {
	case role.word != "":
		role.tech = fits(role.kind, language.tech)
		return role
	case language.word != "":
		return language
	}
	return guess{kind: "service"}
}

// clueIn returns the clue that the first of the words with one gives; nil when
// none does.
func clueIn(clues []clue, words []string) (*clue, string) {
	for _, word := range words {
		for i := range clues {
			if slices.Contains(strings.Fields(clues[i].words), word) {
				return &clues[i], word
			}
		}
	}
	return nil, ""
}

// companions are words beside the name of a product that say it is something
// that goes with the product, not the product itself.
var companions = strings.Fields("exporter ui admin operator backup backups migrate migration migrations commander express insight client connect connector manager dashboard consumer producer publisher setup init tool tools seed api worker")

// fits drops a technology that the kind cannot be of.
func fits(kind, tech string) string {
	if t, ok := catalog.Lookup(tech); ok && t.Fits(kind) {
		return tech
	}
	return ""
}

// clue is words and what a component with one of them is. A product without a
// kind is what its technology usually is.
type clue struct{ words, kind, tech string }

func (c clue) guess(word string, sure bool) guess {
	g := guess{kind: c.kind, tech: c.tech, word: word, sure: sure}
	if t, ok := catalog.Lookup(c.tech); ok && g.kind == "" {
		g.kind = t.Kinds[0]
	}
	return g
}

// products are names that leave no doubt. What the catalogue has under its own
// name is added below.
var products = append([]clue{
	{"postgresql pgvector pgbouncer supabase cockroach cockroachdb citus", "sql", "postgres"},
	{"mariadb percona", "sql", "mysql"},
	{"mssql sqlserver oracle db2 sqlite sqlite3 firebird", "sql", ""},
	{"timescale", "", "timescaledb"},
	{"mongo documentdb", "", "mongodb"},
	{"couchdb couchbase firestore ravendb", "document", ""},
	{"dynamo dynamodb", "", "aws/dynamodb"},
	{"keydb dragonfly dragonflydb", "", "redis"},
	{"scylladb", "", "scylla"},
	{"rabbit", "", "rabbitmq"},
	{"redpanda", "", "kafka"},
	{"kinesis", "", "aws/kinesis"},
	{"sqs", "", "aws/sqs"},
	{"sns", "", "aws/sns"},
	{"pubsub", "", "gcp/pubsub"},
	{"activemq artemis mosquitto emqx pulsar nsq beanstalkd gearman", "queue", ""},
	{"elastic", "", "elasticsearch"},
	{"solr meilisearch typesense sphinx", "search", ""},
	{"s3", "", "aws/s3"},
	{"gcs", "", "gcp/gcs"},
	{"seaweedfs ceph garage", "object-store", ""},
	{"traefik caddy kong apisix tyk krakend", "gateway", ""},
	{"openresty", "", "nginx"},
	{"alb elb", "", "aws/alb"},
	{"nlb", "", "aws/nlb"},
	{"varnish squid", "cache", ""},
	{"cloudfront", "", "aws/cloudfront"},
	{"akamai", "cdn", ""},
	{"route53", "", "aws/route53"},
	{"bind9 coredns powerdns dnsmasq", "dns", ""},
	{"influx", "", "influxdb"},
	{"victoriametrics questdb", "time-series", ""},
	{"grafana loki tempo jaeger zipkin alertmanager otelcollector otelcol opentelemetrycollector fluentd fluentbit logstash telegraf datadog newrelic cadvisor nodeexporter kibana sentry graylog", "monitoring", ""},
	{"lambda", "", "aws/lambda"},
	{"bigquery", "", "gcp/bigquery"},
	{"redshift", "", "aws/redshift"},
	{"druid pinot duckdb", "warehouse", ""},
	{"dgraph janusgraph arangodb memgraph", "graph", ""},
	{"dex hydra ory authelia authentik zitadel okta cognito ldap openldap", "identity", ""},
	{"sidekiq celery resque temporal", "worker", ""},
	{"paypal braintree klarna mailgun mailchimp slack salesforce hubspot", "third-party", ""},
	{"mailhog mailpit postfix", "third-party", ""},
}, catalogued()...)

// catalogued are the technologies that run anywhere, under their own names.
// Languages are roles: "go" and "node" are words of other things too.
func catalogued() []clue {
	var list []clue
	for _, t := range catalog.Technologies() {
		if t.Provider() == "" && !slices.Contains(t.Kinds, "service") {
			list = append(list, clue{words: t.Name, tech: t.Name})
		}
	}
	return list
}

// roles are words that usually mean a kind.
var roles = []clue{
	{"browser spa react vue angular svelte frontend webapp website", "web-app", ""},
	{"ios android mobile phone", "mobile-app", ""},
	{"cdn", "cdn", ""},
	{"dns", "dns", ""},
	{"balancer loadbalancer lb haproxy", "load-balancer", ""},
	{"gateway ingress proxy apigateway", "gateway", ""},
	{"websocket websockets realtime", "websocket", ""},
	{"worker workers consumer processor", "worker", ""},
	{"cron cronjob scheduler", "scheduler", ""},
	{"function serverless faas", "function", ""},
	{"cache", "cache", ""},
	{"warehouse", "warehouse", ""},
	{"bucket blob blobs", "object-store", ""},
	{"queue mq broker", "queue", ""},
	{"stream topic eventbus events", "stream", ""},
	{"database db sql rdbms datenbank cylinder", "sql", ""},
	{"search", "search", ""},
	{"auth identity sso login", "identity", ""},
	{"secrets", "secrets", ""},
	{"monitoring metrics logging exporter", "monitoring", ""},
}

// generic are words that say little beside others in the same text: an API
// gateway is a gateway.
var generic = []clue{{"api backend server service microservice", "service", ""}}

// languages are words for what a program is written in.
var languages = []clue{
	{"golang", "service", "go"},
	{"java jvm spring kotlin scala openjdk tomcat quarkus", "service", "java"},
	{"node nodejs express nestjs nextjs deno bun", "service", "node"},
	{"python django flask fastapi", "service", "python"},
	{"ruby rails", "service", "ruby"},
	{"rust", "service", "rust"},
	{"php laravel symfony wordpress", "service", "php"},
	{"dotnet aspnet csharp", "service", "dotnet"},
}

// wordsOf splits a text into its words in small letters: each word as one, then
// its parts. "my-rabbitmq:3.12" has myrabbitmq, my, rabbitmq, 3, 12.
func wordsOf(text string) []string {
	var words []string
	for _, word := range strings.FieldsFunc(apart(text), func(r rune) bool { return r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		words = append(words, strings.ReplaceAll(word, "-", ""))
		if strings.Contains(word, "-") {
			words = append(words, strings.Split(word, "-")...)
		}
	}
	return words
}

// apart is a text in small letters with a dash before each word that only a
// capital begins: "APIGateway" is api-gateway, "PostgreSQL" stays one word.
func apart(text string) string {
	var b strings.Builder
	letters := []rune(text)
	for i, r := range letters {
		begins := unicode.IsUpper(r) && i+1 < len(letters) && unicode.IsLower(letters[i+1])
		if begins && i > 0 && (unicode.IsLetter(letters[i-1]) || unicode.IsDigit(letters[i-1])) {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
