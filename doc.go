// Package loadpath is the root of the module; it holds no code. The program is
// cmd/loadpath, the rooms of the house are under internal, and floors_test.go
// is the map of who may import whom.
package loadpath
