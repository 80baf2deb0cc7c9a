package stats

import (
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"math"
	"os"
	"strings"
	"testing"
)

// A compiler may fuse a*b+c into one rounding on some processors, across
// statements and inlined calls too. It may not when the product is converted:
// float64(a*b). Products with a power of two are exact, so fusing them changes
// nothing.
func TestNoProductCanBeFused(t *testing.T) {
	fset := token.NewFileSet()
	var files []*ast.File
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, e.Name(), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	config := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	if _, err := config.Check("stats", fset, files, info); err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		var path []ast.Node
		ast.Inspect(f, func(n ast.Node) bool {
			if n == nil {
				path = path[:len(path)-1]
				return true
			}
			if fusible(info, n) && !rounded(info, path) {
				t.Errorf("%s: write this product as float64(a*b)", fset.Position(n.Pos()))
			}
			path = append(path, n)
			return true
		})
	}
}

// fusible tells whether a node is a product of floats that is not exact.
func fusible(info *types.Info, n ast.Node) bool {
	var x, y ast.Expr
	switch n := n.(type) {
	case *ast.BinaryExpr:
		if n.Op != token.MUL || info.Types[n].Value != nil {
			return false
		}
		x, y = n.X, n.Y
	case *ast.AssignStmt:
		if n.Tok != token.MUL_ASSIGN {
			return false
		}
		x, y = n.Lhs[0], n.Rhs[0]
	default:
		return false
	}
	basic, ok := info.Types[x].Type.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsFloat != 0 && !powerOfTwo(info, x) && !powerOfTwo(info, y)
}

func powerOfTwo(info *types.Info, x ast.Expr) bool {
	v := info.Types[x].Value
	if v == nil {
		return false
	}
	f, _ := constant.Float64Val(constant.ToFloat(v))
	fraction, _ := math.Frexp(math.Abs(f))
	return fraction == 0.5
}

// rounded tells whether the innermost node around a product rounds it: a
// conversion, another product (itself looked at) or a quotient, or a
// comparison, which adds nothing.
func rounded(info *types.Info, path []ast.Node) bool {
	for i := len(path) - 1; i >= 0; i-- {
		switch n := path[i].(type) {
		case *ast.ParenExpr, *ast.UnaryExpr:
			continue
		case *ast.BinaryExpr:
			switch n.Op {
			case token.MUL, token.QUO, token.LSS, token.LEQ, token.GTR, token.GEQ:
				return true
			}
			return false
		case *ast.CallExpr:
			return info.Types[n.Fun].IsType()
		default:
			return false
		}
	}
	return false
}
