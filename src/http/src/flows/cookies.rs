//! The cookies of the pages. Over TLS their names bind them to their host (`__Host-`); where pools share a host by their paths, name and
//! path are the pool's.

use actix_web::HttpRequest;
use actix_web::http::header;
use cookie::{Cookie, SameSite, time::Duration};

use crate::oauth::site::Site;

/// A cookie of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PageCookie {
    /// By which a browser is known again.
    Browser,
    /// Which the forms of a browser repeat.
    Csrf,
    /// What the next page has to know.
    PageData,
    /// The language that was chosen.
    Language,
    /// The user's session at a provider that is told of a sign-out.
    AtProvider,
}

impl PageCookie {
    const fn name(self) -> &'static str {
        match self {
            Self::Browser => "cognito",
            Self::Csrf => "XSRF-TOKEN",
            Self::PageData => "page-data",
            Self::Language => "lang",
            Self::AtProvider => "idp-session",
        }
    }

    fn name_at(self, site: &Site) -> String {
        match (site.is_secure(), site.path_prefix.as_str()) {
            (true, "") => format!("__Host-{}", self.name()),
            (_, "") => self.name().to_owned(),
            (_, prefix) => format!("{}{}", self.name(), prefix.replace('/', "-")),
        }
    }

    /// What a browser has sent.
    pub(super) fn read(self, http: &HttpRequest, site: &Site) -> Option<String> {
        let name = self.name_at(site);
        let headers = http.headers().get_all(header::COOKIE).filter_map(|value| value.to_str().ok());
        let mut cookies = headers.flat_map(Cookie::split_parse).filter_map(Result::ok);
        cookies.find(|cookie| cookie.name() == name).map(|cookie| cookie.value().to_owned())
    }

    /// The header that sets it until the browser is closed.
    pub(super) fn set(self, site: &Site, value: &str) -> String {
        self.build(site, value.to_owned()).to_string()
    }

    /// The header that removes it.
    pub(super) fn remove(self, site: &Site) -> String {
        let mut cookie = self.build(site, String::new());
        cookie.set_max_age(Duration::ZERO);
        cookie.to_string()
    }

    fn build(self, site: &Site, value: String) -> Cookie<'static> {
        let path = if site.path_prefix.is_empty() { "/" } else { site.path_prefix.as_str() };
        Cookie::build((self.name_at(site), value))
            .path(path.to_owned())
            .http_only(true)
            .secure(site.is_secure())
            .same_site(SameSite::Lax)
            .build()
    }
}
