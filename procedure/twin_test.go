package procedure_test

import "testing"

func checkInvariants(t testing.TB, b *table) {}
