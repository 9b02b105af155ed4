//! Where forms of the pages are sent and links lead to, below the pool's origin (or its `/d/<prefix>`).

/// GET: sign-in. POST: what [`super::SignIn`] asks (`username`, `password`), a passkey (`credential`), the answer to [`super::Continue`]
/// (`action` is `continue` or `another`), or an address that finds a provider (`work_address`, with `provider` as the `action`).
pub const LOGIN: &str = "/login";
/// GET, POST: what a sign-in asks after its first page, and the answer to it.
pub const CHALLENGE: &str = "/challenge";
/// GET: sign-up. POST: `username`, `password`, `requiredAttributes[...]`.
pub const SIGN_UP: &str = "/signup";
/// POST: the `code` that confirms a sign-up.
pub const CONFIRM: &str = "/confirm";
/// POST: that the link of a mail is to confirm a sign-up.
pub const CONFIRM_LINK: &str = "/confirmUser";
/// POST: another code, for a sign-up (`username`) or a sign-in (`state`).
pub const RESEND: &str = "/resendcode";
/// GET: forgotten password. POST: `username`; again for another code.
pub const FORGOT: &str = "/forgotPassword";
/// POST: the `code` and the new `password`.
pub const RESET: &str = "/confirmforgotPassword";
/// GET: registration of a passkey. POST: the `credential`, or `action` `skip`.
pub const ADD_PASSKEY: &str = "/passkeys/add";
/// GET: a sign-in at another provider, `identity_provider`.
pub const AUTHORIZE: &str = "/oauth2/authorize";
/// GET, POST: where identity providers send browsers back with a code.
pub const CODE_ANSWER: &str = "/oauth2/idpresponse";
/// GET: a browser shows its cookie after a provider's page has posted an answer.
pub const RESUME: &str = "/oauth2/idpresponse/resume";
/// POST: where SAML providers' pages post answers.
pub const SAML_ANSWER: &str = "/saml2/idpresponse";
/// POST: where SAML providers' pages post that a user has signed out.
pub const SAML_SIGN_OUT: &str = "/saml2/logout";
/// GET: a file of the pages, by its client and its name.
pub const ASSETS: &str = "/assets/";
