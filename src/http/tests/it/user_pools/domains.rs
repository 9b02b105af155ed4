//! Domains.

use domain::{
    LedgerId, Moment, Timestamp,
    configured::{self, Create},
    user_pools::{
        domain::{DomainConfig, LoginPages},
        user_pool::{self, commands::DeletePool},
    },
};
use serde_json::{Value, json};

use super::{People, no_pool};
use crate::desk::{Sheet, of, of_part, with};

const CERTIFICATE: &str = "arn:aws:acm:us-east-1:123456789012:certificate/1";

fn custom() -> Value {
    json!({ "Domain": "login.example.com", "CustomDomainConfig": { "CertificateArn": CERTIFICATE } })
}

/// A pool with a prefix, and how that is named.
async fn people_domain(sheet: &Sheet) -> Value {
    let people = People::new(sheet).await;
    let domain = json!({ "UserPoolId": people.pool, "Domain": "people" });
    sheet.ask("cognito-idp:CreateUserPoolDomain", domain.clone()).await;
    domain
}

/// The id of another pool.
async fn another_pool(sheet: &Sheet, settings: Value) -> Value {
    let plain = with(&json!({ "PoolName": "others" }), settings);
    json!({ "UserPoolId": sheet.ask("cognito-idp:CreateUserPool", plain).await["UserPool"]["Id"] })
}

#[test]
fn create_user_pool_domain() {
    of("cognito-idp:CreateUserPoolDomain", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let domain = json!({ "UserPoolId": people.pool, "Domain": "people", "ManagedLoginVersion": 2 });
        sheet.refused_as_signed(&domain).await;
        sheet.refused("signs that no host name has", with(&domain, json!({ "Domain": "Peo_ple" }))).await;
        sheet
            .refused(
                "a host name without its certificate",
                with(&domain, json!({ "Domain": "login.example.com" })),
            )
            .await;
        sheet.refused("a word of AWS", with(&domain, json!({ "Domain": "my-cognito" }))).await;
        sheet.good("a prefix", domain.clone()).await;
        sheet.refused("another one", with(&domain, json!({ "Domain": "folk" }))).await;
        sheet.good("a custom domain beside it", with(&domain, custom())).await;
        let bare = with(&custom(), json!({ "Domain": "folk" }));
        sheet.refused("a custom domain that is a prefix", with(&domain, bare)).await;
        let others = another_pool(sheet, json!({ "UserPoolTier": "LITE" })).await;
        sheet.refused("the name is taken", with(&others, json!({ "Domain": "people" }))).await;
        let managed = json!({ "Domain": "others", "ManagedLoginVersion": 2 });
        sheet.refused("pages that the tier does not have", with(&others, managed)).await;
        let failover = json!({ "SecondaryRegion": "eu-west-1", "PrimaryRoute53HealthCheckId": "h" });
        let routed = json!({ "Domain": "others", "Routing": { "Failover": failover } });
        sheet.refused("a way to another region", with(&others, routed)).await;
        no_pool(sheet, &domain).await;
    });
}

#[test]
fn describe_user_pool_domain() {
    of("cognito-idp:DescribeUserPoolDomain", async |sheet: &Sheet| {
        let people = people_domain(sheet).await;
        sheet.ask("cognito-idp:CreateUserPoolDomain", with(&people, custom())).await;
        let domain = json!({ "Domain": "people" });
        sheet.refused_as_signed(&domain).await;
        sheet.good("a prefix", domain.clone()).await;
        sheet.good("a custom domain", json!({ "Domain": "login.example.com" })).await;
        sheet.good("one that is not there", json!({ "Domain": "folk" })).await;
        sheet.ask("cognito-idp:DeleteUserPoolDomain", people).await;
        sheet.good("one that is gone", domain).await;
    });
}

#[test]
fn update_user_pool_domain() {
    of("cognito-idp:UpdateUserPoolDomain", async |sheet: &Sheet| {
        let people = people_domain(sheet).await;
        sheet.refused_as_signed(&people).await;
        sheet.good("the managed pages", with(&people, json!({ "ManagedLoginVersion": 2 }))).await;
        sheet.good("what is left out stays", people.clone()).await;
        let certificate = json!({ "CustomDomainConfig": custom()["CustomDomainConfig"] });
        sheet.refused("a prefix becomes no custom domain", with(&people, certificate)).await;
        sheet.ask("cognito-idp:CreateUserPoolDomain", with(&people, custom())).await;
        let policy = json!({ "CertificateArn": CERTIFICATE, "SecurityPolicy": "TLS_V1_3_2025" });
        let login = with(&people, json!({ "Domain": "login.example.com" }));
        sheet.good("another policy", with(&login, json!({ "CustomDomainConfig": policy }))).await;
        sheet.refused("a custom domain becomes no prefix", login).await;
        sheet.refused("it is not there", with(&people, json!({ "Domain": "folk" }))).await;
        let others = another_pool(sheet, json!({})).await;
        sheet.refused("it is of another pool", with(&people, others)).await;
        let lite = with(&people, json!({ "Domain": null, "UserPoolTier": "LITE" }));
        sheet.ask("cognito-idp:UpdateUserPool", lite).await;
        sheet.refused("the tier has no such pages", with(&people, json!({ "ManagedLoginVersion": 2 }))).await;
        no_pool(sheet, &people).await;
    });
}

#[test]
fn delete_user_pool_domain() {
    of("cognito-idp:DeleteUserPoolDomain", async |sheet: &Sheet| {
        let people = people_domain(sheet).await;
        sheet.refused_as_signed(&people).await;
        let others = another_pool(sheet, json!({})).await;
        sheet.refused("it is of another pool", with(&people, others.clone())).await;
        sheet.good("a domain is deleted", people.clone()).await;
        sheet.refused("again", people.clone()).await;
        sheet.ask("cognito-idp:CreateUserPoolDomain", with(&people, others)).await;
        no_pool(sheet, &people).await;
    });
}

#[test]
fn a_pool_shows_its_domains() {
    of_part("cognito-idp:DescribeUserPool", "domains", async |sheet: &Sheet| {
        let people = people_domain(sheet).await;
        sheet.ask("cognito-idp:CreateUserPoolDomain", with(&people, custom())).await;
        sheet.good("both", json!({ "UserPoolId": people["UserPoolId"] })).await;
    });
}

#[test]
fn a_pool_is_deleted_after_its_domain() {
    of_part("cognito-idp:DeleteUserPool", "domains", async |sheet: &Sheet| {
        let people = people_domain(sheet).await;
        let pool = json!({ "UserPoolId": people["UserPoolId"] });
        sheet.refused("it has a domain", pool.clone()).await;
        sheet.ask("cognito-idp:DeleteUserPoolDomain", people).await;
        sheet.good("it has none", pool).await;
    });
}

/// A domain and its pool lie in two ledgers: whichever is made or ends last, nothing is left of the domain.
#[test]
fn no_domain_outlives_its_pool() {
    of_part("cognito-idp:DescribeUserPoolDomain", "ended", async |sheet: &Sheet| {
        let people = people_domain(sheet).await;
        let pool_id = people["UserPoolId"].as_str().unwrap().to_owned();
        let (house, moment) = (&sheet.desk.house, Moment::system("test", Timestamp::default(), "r"));
        let directories = &house.app.core.directories;
        directories.user_pools.ask(&user_pool::stream(&pool_id), DeletePool, &moment).await.unwrap();
        house.run_effects().await;
        let stream = configured::stream::<DomainConfig>(&LedgerId::account(), "late");
        let pages = LoginPages::Classic;
        let config = DomainConfig { name: "late".to_owned(), pool_id, custom: None, pages };
        directories.domains.ask(&stream, Create { config }, &moment).await.unwrap();
        house.run_effects().await;
        let others = another_pool(sheet, json!({})).await;
        for name in ["people", "late"] {
            sheet.good("it ended with its pool", json!({ "Domain": name })).await;
            let taken = with(&others, json!({ "Domain": name }));
            sheet.ask("cognito-idp:CreateUserPoolDomain", taken.clone()).await;
            sheet.ask("cognito-idp:DeleteUserPoolDomain", taken).await;
        }
    });
}
