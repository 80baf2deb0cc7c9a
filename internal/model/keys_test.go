package model

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/loadpath/loadpath/internal/catalog"
)

// allSpecs are the definitions of every object that a design can hold.
func allSpecs() []*spec {
	seen := map[reflect.Type]bool{}
	var out []*spec
	var visit func(reflect.Type)
	visit = func(t reflect.Type) {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct || seen[t] {
			return
		}
		seen[t] = true
		if _, ok := reflect.New(t).Interface().(mapped); ok {
			m, _ := t.FieldByName("items")
			visit(m.Type.Elem().Elem())
			return
		}
		if t == typeQuantity || t == typeNode || t == typeRef {
			return
		}
		s := specOf(t)
		out = append(out, s)
		for _, f := range append(append([]*field{}, s.fields...), s.scalar, s.list, s.rest) {
			if f != nil {
				visit(f.typ)
			}
		}
	}
	visit(typeDesign)
	visit(reflect.TypeFor[faultOptions]())
	return out
}

// tableKeys are the keys named in the tables of the language: components,
// steps, options of calls, starts, loads, faults and expectations.
const tableKeys = `in primary replicas min max target every cooldown cpu in-flight queue connections slots cores memory
max-wait discipline work read write scan balance stale rate-limit rate burst algorithm per shed above slowdown serial cross of limits
threads use over descriptors disk hold at for reconnect drain start time needs calls warm idle health timeout fail pass then at-most checks
lease from ttl retry lost self else resolved-by failover coverage detect by across by-hand active mttf mttr availability repair-crews
restart zones common-cause standby entries policy coalesce stale-on-error negative cold hit stores shards count key replication mode lag
reads-from isolation backup partitions visibility max-deliveries dead-letter ordered-by keep max-length when-full windows late cells
bandwidth packets buffer net via price per-request egress owner criticality built encrypted multi-tenant admins holds-secrets logs
protocol tls auth authz integrity controller basis region
call get set delete query append miss publish wait parallel join cancel choose share steps repeat each respond saga do undo transaction
request response bytes breaker bulkhead hedge pool on-error priority deadline backoff factor cap jitter budget chance errors open probes after
per-user arrivals users think consumes batch level ramp to hold down flows hot entity
inject until share zone expect flow component data within recovers not-before stays-down order cut drains verdict one-way rows keys`

func TestEveryKeyOfTheLanguageIsDefined(t *testing.T) {
	known := map[string]bool{}
	for _, s := range allSpecs() {
		for _, f := range s.fields {
			known[f.key] = true
		}
	}
	for _, key := range strings.Fields(tableKeys) {
		if !known[key] {
			t.Errorf("key %q is named in the language and not defined", key)
		}
	}
}

func TestTagsAreWellFormed(t *testing.T) {
	permissions := []string{"law", "exp", "zero", "unlimited", "whole"}
	special := []string{"path", "store", "queue", "operation", "option", "replica", "link", "pair", "all", "patch"}
	known := kindNames()
	for _, c := range catalog.Classes {
		known = append(known, string(c))
	}
	for _, s := range allSpecs() {
		for _, f := range append(append([]*field{}, s.fields...), s.scalar, s.list, s.rest) {
			if f == nil {
				continue
			}
			at := s.typ.Name() + "." + f.key
			dimensioned := len(f.units) == 0
			for _, u := range f.units {
				_, isDimension := dimensions[u]
				dimensioned = dimensioned || isDimension
				if !isDimension && !slices.Contains(permissions, u) {
					t.Errorf("%s: unit %q means nothing", at, u)
				}
			}
			if !dimensioned {
				t.Errorf("%s: its unit names no dimension", at)
			}
			for _, ref := range f.refs {
				if !slices.Contains(special, ref) && !slices.ContainsFunc(things, func(x thing) bool { return x.kind == ref }) {
					t.Errorf("%s: ref %q means nothing", at, ref)
				}
			}
			for _, on := range f.on {
				if !slices.Contains(known, on) {
					t.Errorf("%s: on %q is no class or kind", at, on)
				}
			}
			if isQuantity := strings.HasSuffix(f.typ.String(), "unit.Quantity") || strings.Contains(f.typ.String(), "Map[github.com/loadpath/loadpath/internal/unit.Quantity]"); isQuantity && len(f.units) == 0 {
				t.Errorf("%s is a quantity without a unit", at)
			}
		}
	}
}
