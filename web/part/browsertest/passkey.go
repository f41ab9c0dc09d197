package browsertest

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// A Device keeps passkeys for a Tab, as a telephone does: whoever holds it has
// unlocked it.
type Device struct {
	tab *Tab
	id  webauthn.AuthenticatorID
}

// Device puts one beside the tab.
func (b *Tab) Device() *Device {
	b.t.Helper()
	d := &Device{tab: b}
	b.Do(func(ctx context.Context, t *chromedp.Target) (v chromedp.Void, err error) {
		if _, err = cdp.Call(ctx, t, webauthn.Enable, webauthn.EnableParams{}); err != nil {
			return v, err
		}
		r, err := cdp.Call(ctx, t, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true,
			HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}})
		d.id = r.AuthenticatorID
		return v, err
	})
	return d
}

// Lies makes the device sign nothing, or say that nobody unlocked it.
func (d *Device) Lies(signature, locked bool) {
	d.tab.t.Helper()
	d.tab.Do(func(ctx context.Context, t *chromedp.Target) (v chromedp.Void, err error) {
		_, err = cdp.Call(ctx, t, webauthn.SetResponseOverrideBits, webauthn.SetResponseOverrideBitsParams{AuthenticatorID: d.id,
			IsBogusSignature: &signature, IsBadUV: &locked})
		return v, err
	})
}

// Credentials are the passkeys on the device.
func (d *Device) Credentials() []*webauthn.Credential {
	d.tab.t.Helper()
	all, err := chromedp.Run(d.tab.ctx, func(ctx context.Context, t *chromedp.Target) ([]*webauthn.Credential, error) {
		r, err := cdp.Call(ctx, t, webauthn.GetCredentials, webauthn.GetCredentialsParams{AuthenticatorID: d.id})
		return r.Credentials, err
	})
	d.tab.must(err)
	return all
}

// add is webauthn.AddCredential without the fields that this sort of device
// refuses even when they say no.
var add = cdp.Command[map[string]any, cdp.Empty]{Method: webauthn.CommandAddCredential}

// Holds makes these the passkeys on the device.
func (d *Device) Holds(all ...*webauthn.Credential) {
	d.tab.t.Helper()
	d.tab.Do(func(ctx context.Context, t *chromedp.Target) (v chromedp.Void, err error) {
		if _, err = cdp.Call(ctx, t, webauthn.ClearCredentials, webauthn.ClearCredentialsParams{AuthenticatorID: d.id}); err != nil {
			return v, err
		}
		for _, c := range all {
			if _, err = cdp.Call(ctx, t, add, map[string]any{"authenticatorId": d.id, "credential": map[string]any{
				"credentialId": c.CredentialID, "isResidentCredential": true, "rpId": c.RpID, "privateKey": c.PrivateKey,
				"userHandle": c.UserHandle, "signCount": c.SignCount}}); err != nil {
				return v, err
			}
		}
		return v, nil
	})
}
