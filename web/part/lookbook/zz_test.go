package main
import ("testing";"context";"os"
"github.com/chromedp/cdproto/cdp"
"github.com/chromedp/cdproto/emulation"
"github.com/chromedp/cdproto/page"
"github.com/chromedp/chromedp"
"example.org/counterpart/web/part/browsertest")
func TestZZ(t *testing.T){
 at:=serve(t); b:=browsertest.Open(t); b.Size(1280,900)
 b.Media("forced-colors","active","prefers-color-scheme","dark")
 b.Go(at+"/text.en.html"); b.Shoot("/tmp/shots/fc.text.png")
 b.Go(at+"/matter.en.html"); b.Shoot("/tmp/shots/fc.matter.png")
 b.Media()
 b.Go(at+"/overview.en.html"); _ = browsertest.Eval[any](b, "document.querySelector('.main-nav a:nth-child(1)').focus()")
 for i:=0;i<9;i++ { b.Do(chromedp.KeyEvent("\t")) }
 b.Shoot("/tmp/shots/focus.png")
 b.Size(390,800); b.Go(at+"/overview.kk.html"); b.Shoot("/tmp/shots/o390.png")
 b.Go(at+"/matter.en.html")
 pdf,err:=chromedp.Run(b.Context(), func(ctx context.Context, t *chromedp.Target)([]byte,error){ r,err:=cdp.Call(ctx,t,page.PrintToPDF,page.PrintToPDFParams{}); return r.Data,err })
 if err!=nil {t.Fatal(err)}
 os.WriteFile("/tmp/shots/m.pdf",pdf,0o644)
 b.Size(794,1100)
 b.Do(func(ctx context.Context, t *chromedp.Target)(v chromedp.Void, err error){ _,err=cdp.Call(ctx,t,emulation.SetEmulatedMedia,emulation.SetEmulatedMediaParams{Media:"print"}); return v,err})
 b.Go(at+"/matter.en.html"); b.Shoot("/tmp/shots/print.png")
}
