package intake

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSettingsNameHosts(t *testing.T) {
	for _, tt := range []struct{ key, value, want string }{
		{"DSN", "host=db port=5432 sslmode=off", " db "},
		{"DATABASE_URL", "postgres://shop:secret@db:5432/shop?sslmode=off", "postgres db 5432"},
		{"SPRING_DATASOURCE_URL", "jdbc:postgresql://db/shop", "jdbc:postgresql db "},
		{"DSN", "shop:secret@tcp(mysql:3306)/shop", " mysql 3306"},
		{"KAFKA_BROKERS", "kafka-1:9092,kafka-2:9092", " kafka-1 9092;  kafka-2 9092"},
		{"REDIS_HOST", "cache", " cache "},
		{"redis.host", "cache", " cache "},
		{"CACHE_NODES", "a b", " a ;  b "},
		{"MODE", "cache", ""},
		{"", "--api=http://api:8080/v1", "http api 8080"},
		{"", "db:5432", " db 5432"},
		{"LOG_PATH", "/var/log/api", ""},
		{"TIME", "12:30:00", ""},
		{"IMAGE", "redis:alpine", ""},
		{"DATA_SOURCE", "db:5432/postgres", " db 5432"},
		{"API_URL", "HTTPS://API.Example.com.", "https api.example.com "},
	} {
		var got []string
		for _, a := range addressesIn(variable{key: tt.key, value: tt.value}) {
			got = append(got, fmt.Sprint(a.scheme, " ", a.host, " ", a.port))
		}
		if diff := cmp.Diff(tt.want, strings.Join(got, "; ")); diff != "" {
			t.Errorf("%s=%s: -want +got\n%s", tt.key, tt.value, diff)
		}
	}
}

func TestHostsElsewhereHaveADomain(t *testing.T) {
	for value, want := range map[string]bool{
		"https://api.stripe.com/v1": true, "smtp.sendgrid.net:587": true, "shop.abc.eu-west-1.rds.amazonaws.com:5432": true,
		"http://localhost:80": false, "http://10.0.0.1:80": false, "http://api": false, "http://api.svc.cluster.local": false, "http://host.docker.internal": false,
	} {
		a, ok := addressOf(value)
		if got := ok && a.elsewhere(); got != want {
			t.Errorf("%s is elsewhere: %v, want %v", value, got, want)
		}
	}
}

func TestImagesTellKindAndTechnology(t *testing.T) {
	for _, tt := range []struct{ image, name, kind, tech string }{
		{"postgres:17-alpine", "db", "sql", "postgres"},
		{"registry.example.org:5000/team/postgresql@sha256:00", "store", "sql", "postgres"},
		{"mariadb", "db", "sql", "mysql"},
		{"bitnami/mongodb:8", "m", "document", "mongodb"},
		{"confluentinc/cp-kafka:7.8", "k", "stream", "kafka"},
		{"rabbitmq:4-management", "mq", "queue", "rabbitmq"},
		{"minio/minio", "files", "object-store", "minio"},
		{"docker.elastic.co/elasticsearch/elasticsearch:8", "es", "search", "elasticsearch"},
		{"traefik:v3", "edge", "gateway", ""},
		{"haproxy", "lb", "load-balancer", "haproxy"},
		{"prometheuscommunity/postgres-exporter", "pg-exporter", "monitoring", ""},
		{"provectuslabs/kafka-ui", "ui", "service", ""},
		{"acme/kafka-worker", "orders", "worker", ""},
		{"node:22", "web", "service", "node"},
		{"python:3.13", "mail-worker", "worker", "python"},
		{"acme/shop", "shop", "service", ""},
		{"", "frontend", "web-app", ""},
		{"keycloak/keycloak", "sso", "identity", "keycloak"},
	} {
		g := (&workload{image: tt.image, name: tt.name}).guess()
		if g.kind != tt.kind || g.tech != tt.tech {
			t.Errorf("image %q of %q is taken for %s %s, want %s %s", tt.image, tt.name, g.kind, g.tech, tt.kind, tt.tech)
		}
	}
}
