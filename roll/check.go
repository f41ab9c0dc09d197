package roll

// Check returns p tidied, as Put would enter it, or refuses the field to mend.
// Whether somebody else has its address or short name, only Put can say.
func (p Person) Check() (Person, error) { return p.check() }
