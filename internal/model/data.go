package model

import (
	"github.com/loadpath/loadpath/internal/stats"
	"github.com/loadpath/loadpath/internal/syntax"
	"github.com/loadpath/loadpath/internal/unit"
)

// Entity is one kind of data.
type Entity struct {
	Entry
	Fields      Map[Field]     `key:"fields" doc:"Its fields with their types, or entity.field for a reference."`
	Key         []string       `key:"key" one:"true" ref:"field" doc:"The field, or fields, that identify one."`
	Indexes     [][]string     `key:"indexes" ref:"field" doc:"Further indexes, each a list of fields."`
	Size        *unit.Quantity `key:"size" unit:"bytes,law" doc:"Bytes of one object."`
	New         *unit.Quantity `key:"new" unit:"rate,zero" doc:"New objects per time."`
	Of          Ref            `key:"of" ref:"flow" doc:"One new object per call of this flow, instead of new."`
	Count       *unit.Quantity `key:"count" unit:"count,zero" doc:"A fixed number of objects; formulas mean this number."`
	Keep        *unit.Quantity `key:"keep" unit:"time,unlimited" doc:"How long an object is kept." default:"unlimited"`
	Class       string         `key:"class" enum:"public|internal|confidential|personal|health|payment" doc:"How sensitive it is."`
	Access      Map[Access]    `key:"access" doc:"The ways it is read."`
	Consistency Consistency    `key:"consistency" form:"consistency" doc:"strong, read-your-writes, bounded(5s) or eventual."`
	Keys        KeyLaw         `key:"keys" form:"keys" doc:"How traffic falls on its keys: zipf(50M s=1.0), uniform(10k)."`

	Criticality string `key:"criticality" enum:"low|normal|high|mission" doc:"How much hangs on it."`
	Integrity   string `key:"integrity" enum:"low|normal|high|mission" doc:"How bad a wrong value is."`
	Controller  string `key:"controller" doc:"Who decides over it, in the sense of the GDPR."`
	Basis       string `key:"basis" doc:"Lawful basis of keeping it."`
	Region      []Ref  `key:"region" ref:"boundary" one:"true" doc:"Regions it may be kept in."`
	Owner       string `key:"owner" doc:"Team that answers for it."`
}

// Field is one field of an entity.
type Field struct {
	Entry
	Type string `key:"=" doc:"string, int, float, bool, time, bytes, json, money, or entity.field."`
}

// Access is one way an entity is read.
type Access struct {
	Entry
	By    []string       `key:"by" ref:"field" one:"true" doc:"Fields that are given."`
	Order []string       `key:"order" form:"order" one:"true" doc:"Order of the answer: created desc."`
	Page  *unit.Quantity `key:"page" unit:"count" doc:"Objects a page."`
	Flows []Ref          `key:"flows" ref:"flow" one:"true" doc:"Flows that read this way."`
}

// Consistency is what a reader may count on.
type Consistency struct {
	Level string         // strong | read-your-writes | bounded | eventual; "" when not said
	Bound *unit.Quantity // of bounded
}

// KeyLaw is how traffic falls on the keys of an entity; the zero KeyLaw is
// not said.
type KeyLaw struct {
	Text string
	Law  stats.KeyLaw
}

// API is what callers see.
type API struct {
	Style     string        `key:"style" enum:"rest|graphql|grpc|websocket|sse|webhook" doc:"The style of the interface."`
	Version   string        `key:"version" enum:"path|header|none" doc:"Where the version stands."`
	Errors    string        `key:"errors" doc:"Format of errors: problem+json."`
	Auth      string        `key:"auth" doc:"How callers prove who they are: bearer, session, api-key, mtls, none."`
	Reason    string        `key:"reason" doc:"Why this style."`
	Endpoints Map[Endpoint] `key:"endpoints" doc:"The operations."`
}

// Endpoint is one operation that callers see.
type Endpoint struct {
	Entry
	Route      string           `key:"route" form:"route" doc:"Method and path, or topic, or rpc name: POST /v1/links."`
	Flow       Ref              `key:"flow" ref:"flow" doc:"The flow that it starts."`
	Style      string           `key:"style" enum:"rest|graphql|grpc|websocket|sse|webhook" doc:"Its own style where it differs."`
	Auth       string           `key:"auth" doc:"Its own authentication; none for public."`
	Authz      string           `key:"authz" doc:"Which roles or scopes may call it."`
	Idempotent string           `key:"idempotent" enum:"key|natural|true|false" doc:"How a repeat is recognised: a key, or by nature."`
	RateLimit  *RateLimit       `key:"rate-limit" doc:"How often one caller may call."`
	Pagination string           `key:"pagination" enum:"cursor|offset|none" doc:"How long lists are cut."`
	Request    *syntax.Node     `key:"request" doc:"Shape of the request: an entity, or fields with types."`
	Response   Map[syntax.Node] `key:"response" doc:"Shape of the answer by status code: {201: link, 400: problem}."`
	Max        *unit.Quantity   `key:"max" unit:"bytes" doc:"Largest body accepted."`
}

// Boundary is a context, a zone of trust or a region; boundaries nest by in.
type Boundary struct {
	Entry
	Title         string             `key:"title" doc:"Name as people say it."`
	Trust         string             `key:"trust" enum:"public|partner|restricted|private" doc:"Who may be in it."`
	Context       string             `key:"context" doc:"Bounded context it stands for."`
	In            Ref                `key:"in" ref:"boundary" doc:"The boundary around it."`
	Region        *bool              `key:"region" doc:"It is a region of a provider."`
	Zones         *unit.Quantity     `key:"zones" unit:"count,whole" doc:"Zones of the region that fail apart."`
	Available     *unit.Quantity     `key:"availability" unit:"ratio" doc:"Share of time that the region as a whole is up."`
	ZoneAvailable *unit.Quantity     `key:"zone-availability" unit:"ratio" doc:"Share of time that one of its zones is up."`
	Net           Map[unit.Quantity] `key:"net" unit:"time,law,zero" ref:"boundary" doc:"Network delay to other boundaries, one way: {us-east: 40ms}."`
}
