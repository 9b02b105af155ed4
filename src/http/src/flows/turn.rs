//! One request to the pages: the pool, the client's authorize request, the browser.

use actix_web::{HttpResponse, dev::Payload};
use app::{
    App, Fault, ids,
    oauth::{
        authorize::{Asked, AuthorizeRefused},
        browser::Browser,
    },
    user_pools::{sign_in::Who, watch::UserContext},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use crypto::seal::random_bytes;
use domain::{Moment, user_pools::domain::LoginPages};

use super::{cookies::PageCookie, form::Form, parameters::parameters, remembered::Remembered};
use crate::{
    api::user_pools::user_context::fingerprint,
    doors::{body::Reader, door::within_domain, limits, visit::Visit},
    oauth::{call::Call, site::Site},
    pages::Language,
};

/// A request to the pages of a pool.
pub(super) struct Turn<'a> {
    pub(super) visit: &'a Visit<'a>,
    pub(super) site: &'a Site,
    pub(super) moment: Moment,
    /// What the forms of this browser repeat.
    pub(super) csrf: String,
    is_new_browser: bool,
}

/// Why a request gets no answer of its own.
pub(super) enum Stop {
    /// The client or a page is told.
    Refused(Box<AuthorizeRefused>),
    /// This is the answer.
    Answer(Box<HttpResponse>),
    /// The body could not be read.
    Unreadable,
    /// The service fails.
    Fault(Fault),
}

impl From<AuthorizeRefused> for Stop {
    fn from(refused: AuthorizeRefused) -> Self {
        Self::Refused(Box::new(refused))
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// An answer, or why there is none.
pub(super) type Answered<T = HttpResponse> = Result<T, Stop>;

impl<'a> Turn<'a> {
    pub(super) fn new(visit: &'a Visit<'a>, site: &'a Site) -> Self {
        let known = PageCookie::Csrf.read(visit.http, site).filter(|known| !known.is_empty());
        let is_new_browser = known.is_none();
        let csrf = known.unwrap_or_else(|| URL_SAFE_NO_PAD.encode(random_bytes::<16>()));
        let call = Call { visit, request_id: ids::uuid().to_string() };
        let moment = call.moment(within_domain(visit.http.path()).1);
        Self { visit, site, moment, csrf, is_new_browser }
    }

    pub(super) fn app(&self) -> &App {
        &self.visit.front.app
    }

    /// The path below the domain.
    pub(super) fn path(&self) -> &'a str {
        within_domain(self.visit.http.path()).1
    }

    /// Whether the pages are managed ones; classic ones have no passkeys.
    pub(super) fn is_managed(&self) -> bool {
        self.site.domain.config.pages == LoginPages::Managed
    }

    /// The query, which every link and form carries on.
    pub(super) fn query(&self) -> &str {
        self.visit.http.query_string()
    }

    /// The client's request, which the query holds.
    pub(super) async fn asked(&self) -> Answered<Asked> {
        let parameters = parameters(self.query().as_bytes()).ok_or(AuthorizeRefused::Page)?;
        Ok(self.app().oauth.asked(&self.site.pool, parameters).await?)
    }

    /// A form that was posted.
    pub(super) async fn form(&self, payload: Payload) -> Answered<Form> {
        let reader = Reader {
            budget: &self.visit.front.bodies,
            network: self.visit.network,
            max: limits::FORM_BODY_MAX,
            timeout: limits::BODY_TIMEOUT,
            under_way: self.visit.under_way,
        };
        let body = reader.read(self.visit.http, payload).await.map_err(|_| Stop::Unreadable)?;
        Ok(Form::parse(&body))
    }

    /// Whether one of our pages has sent a form from this browser.
    pub(super) fn is_ours(&self, form: &Form) -> bool {
        let cookie = Some(&*self.csrf).filter(|_| !self.is_new_browser);
        form.is_ours(self.visit.http, self.site, cookie)
    }

    /// The cookie that the forms of this browser are held to, where it has none yet.
    pub(super) fn new_csrf_cookie(&self) -> Option<String> {
        self.is_new_browser.then(|| PageCookie::Csrf.set(self.site, &self.csrf))
    }

    /// The browser's session, if it has one.
    pub(super) fn browser(&self) -> Option<Browser> {
        let cookie = PageCookie::Browser.read(self.visit.http, self.site)?;
        self.app().oauth.browser(&self.site.pool, &cookie)
    }

    /// What the request before has left for this page.
    pub(super) fn remembered(&self, asked: &Asked) -> Remembered {
        let cookie = PageCookie::PageData.read(self.visit.http, self.site);
        cookie.and_then(|text| self.app().oauth.kept(asked, &text)).unwrap_or_default()
    }

    /// The language that the request names, which is kept for the next.
    pub(super) fn named_language(&self) -> Option<Language> {
        let named = form_urlencoded::parse(self.query().as_bytes()).any(|(name, _)| name == "lang");
        named.then(|| self.language())
    }

    /// The language of its pages.
    pub(super) fn language(&self) -> Language {
        let of_query = |name: &str| {
            form_urlencoded::parse(self.query().as_bytes())
                .find(|(key, _)| key == name)
                .map(|(_, value)| value)
        };
        let accepted = self.visit.http.headers().get("accept-language").and_then(|value| value.to_str().ok());
        let cookie = PageCookie::Language.read(self.visit.http, self.site);
        Language::choose(
            of_query("lang").as_deref(),
            cookie.as_deref(),
            of_query("ui_locales").as_deref(),
            accepted,
        )
    }
}

/// Who signs in, for the client's request.
pub(super) fn who(asked: &Asked, username: &str, form: &Form) -> Who {
    Who {
        secret_hash: asked.client.own_secret_hash(username),
        username: username.to_owned(),
        device_key: None,
        client_metadata: None,
        context: UserContext { address: None, fingerprint: fingerprint(form.field("cognitoAsfData")) },
        authorization: Some(asked.authorization.clone()),
    }
}
