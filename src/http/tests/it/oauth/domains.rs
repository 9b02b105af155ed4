//! Which pool a request is for.

use app::{PagesPlace, testing::InProcess};
use http_front::TrustedProxies;
use serde_json::json;

use super::{Call, of, people};
use crate::desk::{Caller, Desk, Request, Sheet, of_requests, with};

/// A token that none was given: where the domain is found, it is looked at.
fn asked<'a>(sheet: &'a Sheet, client: &str) -> Call<'a> {
    let grant = [("grant_type", "refresh_token"), ("refresh_token", "none"), ("client_id", client)];
    Call::form(sheet, "token", &grant)
}

#[test]
fn a_domain_is_found_by_its_host_and_by_its_path() {
    of("domains", async |sheet: &Sheet| {
        let people = people(sheet).await;
        let certificate = "arn:aws:acm:us-east-1:123456789012:certificate/1";
        let custom = json!({ "UserPoolId": people.pool, "Domain": "login.example.com",
            "CustomDomainConfig": { "CertificateArn": certificate } });
        sheet.ask("cognito-idp:CreateUserPoolDomain", custom.clone()).await;
        let client = people.client.as_str();
        asked(sheet, client).refused("by path; the token is looked at").await;
        for host in [
            "people.localhost:9229",
            "People.LocalHost",
            "login.example.com",
            "login.example.com.:443",
            "people.auth.us-east-1.amazoncognito.com",
        ] {
            asked(sheet, client).at_host(host).refused("by host; the token is looked at").await;
        }
        for host in [
            "localhost:9229",
            "folk.localhost",
            "people.example.com",
            "people.auth.eu-west-1.amazoncognito.com",
            "a.people.localhost",
            "",
        ] {
            asked(sheet, client).at_host(host).refused("no domain").await;
        }
        let other = Call { path: "/d/folk/oauth2/token".to_owned(), ..asked(sheet, client) };
        other.refused("no such prefix").await;
        let custom_by_path =
            Call { path: "/d/login.example.com/oauth2/token".to_owned(), ..asked(sheet, client) };
        custom_by_path.refused("a custom domain by path").await;
        let forwarded =
            asked(sheet, client).at_host("people.localhost").header("x-forwarded-host", "folk.localhost");
        forwarded.refused("no named proxy forwards a host; the token is looked at").await;
        let others = crate::user_pools::People::new(sheet).await;
        asked(sheet, &others.client).refused("a client of another pool").await;
        let reserved =
            with(&custom, json!({ "UserPoolId": others.pool, "Domain": "login.people.localhost" }));
        let refused = sheet.desk.answer("cognito-idp:CreateUserPoolDomain", &reserved).await;
        assert_eq!(
            (refused.status, &refused.json()["message"]),
            (400, &json!("Custom domain is not a valid subdomain"))
        );
    });
}

#[test]
fn the_hosts_of_others_are_forwarded_by_named_proxies() {
    let desk = async || {
        let proxies = TrustedProxies::new(vec!["192.0.2.1".parse().unwrap()]);
        let change = |settings: &mut app::Settings, _: &mut _| {
            settings.pages = PagesPlace { host: "auth.example.com".to_owned(), ..PagesPlace::default() };
        };
        Desk::behind(InProcess::start_with(change).await, proxies)
    };
    of_requests("oauth2", "domains_forwarded", desk, async |sheet: &Sheet| {
        let client = people(sheet).await.client;
        let forwarded =
            |host| asked(sheet, &client).at_host("127.0.0.1:9229").header("x-forwarded-host", host);
        forwarded("people.auth.example.com").refused("the token is looked at").await;
        forwarded("folk.auth.example.com").refused("no domain").await;
        asked(sheet, &client).refused("paths are not served").await;
    });
}

#[test]
fn scripts_of_any_origin_may_call_and_see_every_answer() {
    of("cors", async |sheet: &Sheet| {
        people(sheet).await;
        for endpoint in ["token", "userInfo", "revoke"] {
            let preflight = Call::new(sheet, "OPTIONS", endpoint)
                .header("origin", "https://app.example")
                .header("access-control-request-method", "POST")
                .header("access-control-request-headers", "authorization, content-type");
            let answer = preflight.send("may a script call?").await;
            assert_eq!(answer.status, 200);
            assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
            let allowed = answer.header("access-control-allow-headers").unwrap();
            assert!(allowed.contains("authorization") && allowed.contains("content-type"), "{allowed}");
        }
        let refused = Call::new(sheet, "POST", "token").header("origin", "https://app.example");
        assert_eq!(refused.send("an error").await.header("access-control-allow-origin"), Some("*"));
        let page = Request::plain("GET", "/d/people/login", "").with("origin", "https://app.example");
        let page = sheet.desk.send_as(page, "", &Caller::Nobody).await;
        assert_eq!(page.header("access-control-allow-origin"), None, "no script of others reads a page");
    });
}
