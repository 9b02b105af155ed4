//! Which surface of the service a request is for. A door has its own errors, and its own rules for scripts in browsers.
//!
//! Where a path names a domain of a pool (`/d/people/login`), what stands behind the name says the door.

use actix_web::{HttpRequest, http::Method};
use app::{DOMAIN_PATH, user_pools::risk_notices::FEEDBACK_PATH};
use wire::route;

use crate::doors::{
    cors::{self, Cors},
    images,
};

/// What every path of imports of users begins with: `/user-imports/<pool>/<job>`, and `/log` behind it.
pub(crate) const IMPORTS: &str = "/user-imports/";
/// Where the links of mails lead that confirm a sign-up.
const CONFIRMATION: &str = "/confirmUser";
/// Where documents for verifiers are.
const WELL_KNOWN: &str = "/.well-known/";

/// OAuth endpoints that programs call.
const OAUTH: [&str; 3] = ["/oauth2/revoke", "/oauth2/token", "/oauth2/userInfo"];
/// What browsers are sent to at a pool's domain.
const PAGES: [&str; 16] = [
    "/authorize",
    "/challenge",
    "/confirm",
    "/confirmforgotPassword",
    "/error",
    "/forgotPassword",
    "/login",
    "/logout",
    "/oauth2/authorize",
    "/oauth2/idpresponse",
    "/oauth2/idpresponse/resume",
    "/passkeys/add",
    "/resendcode",
    "/saml2/idpresponse",
    "/saml2/logout",
    "/signup",
];
/// The same, where more stands behind it.
const BELOW_PAGES: [&str; 2] = ["/assets/", "/saml2/"];

/// A surface of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// For supervisors: whether the process answers.
    Live,
    /// For balancers: whether the service can serve.
    Ready,
    /// For operators: figures.
    Metrics,
    /// The link that confirms a sign-up.
    Confirmation,
    /// Documents for verifiers of tokens.
    Documents,
    /// The OAuth endpoints of a pool's domain that programs call.
    OAuth,
    /// The OAuth endpoints and pages of a pool's domain that browsers are sent to.
    Pages,
    /// Images of classic pages.
    Images,
    /// Files that users are imported from, and the logs of imports.
    Imports,
    /// Where the links of mails about risky sign-ins lead.
    Feedback,
    /// The operations of the AWS APIs, and whatever no other door is for.
    Api,
}

impl Door {
    /// The door that a request is for. A preflight is for that of the request which the browser has in mind.
    pub(crate) fn of(http: &HttpRequest) -> Self {
        let (path, is_get) = (http.path(), http.method() == Method::GET);
        let (_, within) = within_domain(path);
        let reads = is_get || cors::asked_method(http) == Some(Method::GET.as_str());
        match path {
            "/health/live" if is_get => Self::Live,
            "/health/ready" if is_get => Self::Ready,
            "/metrics" if is_get => Self::Metrics,
            _ if within == CONFIRMATION && (is_get || http.method() == Method::POST) => Self::Confirmation,
            _ if path.starts_with(IMPORTS) => Self::Imports,
            _ if path.starts_with(FEEDBACK_PATH) => Self::Feedback,
            _ if OAUTH.contains(&within) => Self::OAuth,
            _ if is_page(within) => Self::Pages,
            _ if is_get && images::is_image(path) => Self::Images,
            _ if reads && path.contains(WELL_KNOWN) => Self::Documents,
            _ => Self::Api,
        }
    }

    /// What scripts may do here; `None`: they may not even see an answer.
    pub(crate) fn cors(self) -> Option<&'static Cors> {
        match self {
            Self::Live
            | Self::Ready
            | Self::Metrics
            | Self::Confirmation
            | Self::Images
            | Self::Imports
            | Self::Feedback
            | Self::Pages => None,
            Self::Documents => Some(&cors::DOCUMENTS),
            Self::OAuth => Some(&cors::OAUTH),
            Self::Api => Some(&cors::API),
        }
    }

    /// The rules by which a preflight is answered; `None` where a request is no preflight, or asks for what is not there.
    pub(crate) fn preflight(self, http: &HttpRequest) -> Option<&'static Cors> {
        let asked = cors::asked_method(http)?;
        let is_there = match self {
            Self::Live
            | Self::Ready
            | Self::Metrics
            | Self::Confirmation
            | Self::Images
            | Self::Imports
            | Self::Feedback
            | Self::Pages => false,
            Self::Documents | Self::OAuth => true,
            Self::Api => http.path() == "/" || route::by_path(asked, http.path()).is_some(),
        };
        self.cors().filter(|_| is_there)
    }
}

/// The prefix domain that a path names, if it does, and what is asked for at it: `/d/people/login` is `/login` of `people`.
pub(crate) fn within_domain(path: &str) -> (Option<&str>, &str) {
    let named = path.strip_prefix(DOMAIN_PATH).and_then(|rest| rest.find('/').map(|end| rest.split_at(end)));
    named.map_or((None, path), |(prefix, within)| (Some(prefix), within))
}

fn is_page(path: &str) -> bool {
    PAGES.contains(&path) || BELOW_PAGES.iter().any(|folder| path.starts_with(folder))
}

#[cfg(test)]
mod tests {
    use actix_web::{
        http::header::{ACCESS_CONTROL_REQUEST_METHOD, ORIGIN},
        test::TestRequest,
    };

    use super::*;

    const RECORDS: &str = "/identitypools/us-east-1%3A0/identities/us-east-1%3A0/datasets/d/records";
    const KEYS: &str = "/us-east-1_a/.well-known/jwks.json";

    fn request(method: Method, path: &str) -> HttpRequest {
        TestRequest::with_uri(path).method(method).to_http_request()
    }

    #[test]
    fn each_path_leads_to_a_door_and_what_is_not_known_to_that_of_the_operations() {
        let door = |method, path| Door::of(&request(method, path));
        assert_eq!(door(Method::GET, "/health/live"), Door::Live);
        assert_eq!(door(Method::GET, "/health/ready"), Door::Ready);
        assert_eq!(door(Method::GET, "/metrics"), Door::Metrics);
        assert_eq!(door(Method::GET, KEYS), Door::Documents);
        assert_eq!(door(Method::GET, "/confirmUser?client_id=a"), Door::Confirmation);
        let image = "/us-east-1_a/ALL/20261128000000/assets/images/image.png";
        assert_eq!(door(Method::GET, image), Door::Images);
        assert_eq!(door(Method::PUT, "/user-imports/us-east-1_a/import-1"), Door::Imports);
        assert_eq!(door(Method::GET, "/auth-event-feedback/us-east-1_a"), Door::Feedback);
        for path in ["/oauth2/token", "/d/people/oauth2/userInfo", "/d/people/oauth2/revoke"] {
            assert_eq!(door(Method::POST, path), Door::OAuth, "{path}");
        }
        for path in
            ["/login?a=b", "/d/people/oauth2/authorize", "/saml2/idpresponse", "/d/people/assets/a.css"]
        {
            assert_eq!(door(Method::GET, path), Door::Pages, "{path}");
        }
        for method in [Method::GET, Method::POST] {
            assert_eq!(door(method, "/d/people/confirmUser"), Door::Confirmation);
        }
        for (method, path) in [
            (Method::POST, "/"),
            (Method::GET, "/d/people"),
            (Method::GET, "/d/people/health/live"),
            (Method::POST, "/d/people/"),
            (Method::POST, "/d/login"),
            (Method::POST, "/oauth2/token/"),
            (Method::GET, RECORDS),
            (Method::GET, "/no/such/page"),
            (Method::POST, KEYS),
            (Method::HEAD, "/confirmUser?client_id=a"),
            (Method::OPTIONS, KEYS),
            (Method::POST, "/health/live"),
        ] {
            assert_eq!(door(method.clone(), path), Door::Api, "{method} {path}");
        }
    }

    #[test]
    fn a_preflight_is_answered_by_the_rules_of_its_door_where_browsers_may_call() {
        let answered = |path: &str, asked: Option<&str>| {
            let mut request = TestRequest::with_uri(path).method(Method::OPTIONS);
            request = request.insert_header((ORIGIN, "https://app.example"));
            if let Some(method) = asked {
                request = request.insert_header((ACCESS_CONTROL_REQUEST_METHOD, method));
            }
            let request = request.to_http_request();
            Door::of(&request).preflight(&request).map(|cors| cors.methods)
        };
        assert_eq!(answered("/", Some("POST")), Some(cors::API.methods));
        assert_eq!(answered(RECORDS, Some("GET")), Some(cors::API.methods));
        assert_eq!(answered(KEYS, Some("GET")), Some(cors::DOCUMENTS.methods));
        assert_eq!(answered("/d/people/oauth2/token", Some("POST")), Some(cors::OAUTH.methods));
        for (path, asked) in [
            ("/", None),
            ("/health/ready", Some("GET")),
            ("/user-imports/us-east-1_a/import-1", Some("PUT")),
            ("/auth-event-feedback/us-east-1_a", Some("POST")),
            ("/no/such/page", Some("GET")),
            ("/login", Some("POST")),
            ("/oauth2/authorize", Some("GET")),
            (RECORDS, Some("PUT")),
            (KEYS, Some("POST")),
        ] {
            assert_eq!(answered(path, asked), None, "{path}");
        }
    }
}
