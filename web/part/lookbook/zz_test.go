package main
import ("testing";"os";"strings";"fmt"
"example.org/counterpart/web/part/browsertest")
func TestZZ(t *testing.T){
 at:="http://127.0.0.1:18433"; b:=browsertest.Open(t); b.Size(1280,900)
 if who:=os.Getenv("WHO"); who!="" {
  b.Go(at+"/demo"); browsertest.Eval[bool](b, fmt.Sprintf(`(document.querySelector('form[action="/demo/%s"] button').click(), true)`, who))
  b.Wait(`location.pathname !== "/demo"`)
 }
 if l:=os.Getenv("LANG_"); l!="" { b.Go(at+"/language/"+l+"?back=/") }
 for _,f := range strings.Fields(os.Getenv("PAGES")) {
  path,name,_ := strings.Cut(f,"=")
  if strings.HasSuffix(name,"390") { b.Size(390,800) } else { b.Size(1280,900) }
  if strings.HasPrefix(name,"d") { b.Media("prefers-color-scheme","dark") } else { b.Media() }
  b.Go(at+path); b.Shoot("/tmp/shots/real."+name+".png")
  for _,v := range b.Axe() { t.Log(path, v) }
  if over := browsertest.Eval[string](b, sticksOut); over != "" { t.Log(path, "sticks out", over) }
  if small := browsertest.Eval[string](b, tooSmall); small != "" { t.Log(path, "too small", small) }
 }
}
