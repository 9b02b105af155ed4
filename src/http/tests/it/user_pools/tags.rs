//! The tags of user pools.

use serde_json::{Value, json};

use super::{People, UNKNOWN_POOL};
use crate::desk::{Sheet, of, of_part, text, with};

/// A pool's ARN.
async fn arn(sheet: &Sheet, people: &People<'_>) -> String {
    let described = sheet.ask("cognito-idp:DescribeUserPool", json!({ "UserPoolId": people.pool })).await;
    text(&described["UserPool"]["Arn"])
}

/// What every operation on an ARN refuses.
async fn no_resource(sheet: &Sheet, input: &Value) {
    let arn = |region: &str, account: &str, name: &str| {
        with(input, json!({ "ResourceArn": format!("arn:aws:cognito-idp:{region}:{account}:{name}") }))
    };
    let unknown = format!("userpool/{UNKNOWN_POOL}");
    sheet.refused("the pool is not there", arn("us-east-1", "123456789012", &unknown)).await;
    sheet.refused("the pool is of another account", arn("us-east-1", "999999999999", &unknown)).await;
    let elsewhere = arn("eu-west-1", "123456789012", "userpool/eu-west-1_000000000");
    sheet.refused("the pool is of another region", elsewhere).await;
    sheet.refused("no pool's ARN", arn("us-east-1", "123456789012", "cluster/people")).await;
    sheet.refused("no ARN", with(input, json!({ "ResourceArn": "people-people-people" }))).await;
}

#[test]
fn tag_resource() {
    of("cognito-idp:TagResource", async |sheet: &Sheet| {
        let people = People::with(sheet, json!({ "UserPoolTags": { "team": "a" } }), json!({})).await;
        let pool = json!({ "ResourceArn": arn(sheet, &people).await });
        let tag = with(&pool, json!({ "Tags": { "stage": "test", "team": "b" } }));
        sheet.refused_as_signed(&tag).await;
        sheet.good("another value, another tag", tag.clone()).await;
        let listed = sheet.ask("cognito-idp:ListTagsForResource", pool.clone()).await;
        assert_eq!(listed["Tags"], tag["Tags"]);
        sheet.refused("a tag of AWS's own", with(&pool, json!({ "Tags": { "aws:team": "c" } }))).await;
        let many: Value = (0..49).map(|n| (n.to_string(), json!(""))).collect();
        sheet.refused("more than 50", with(&pool, json!({ "Tags": many }))).await;
        sheet.refused("a key without a letter", with(&pool, json!({ "Tags": { "": "c" } }))).await;
        no_resource(sheet, &tag).await;
    });
}

#[test]
fn untag_resource() {
    of("cognito-idp:UntagResource", async |sheet: &Sheet| {
        let tags = json!({ "UserPoolTags": { "stage": "test", "team": "a" } });
        let people = People::with(sheet, tags, json!({})).await;
        let pool = json!({ "ResourceArn": arn(sheet, &people).await });
        let untag = with(&pool, json!({ "TagKeys": ["team", "colour"] }));
        sheet.refused_as_signed(&untag).await;
        sheet.good("one that is there, one that is not", untag.clone()).await;
        sheet.good("again", untag.clone()).await;
        let listed = sheet.ask("cognito-idp:ListTagsForResource", pool.clone()).await;
        assert_eq!(listed["Tags"], json!({ "stage": "test" }));
        no_resource(sheet, &untag).await;
    });
}

#[test]
fn list_tags_for_resource() {
    of("cognito-idp:ListTagsForResource", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let pool = json!({ "ResourceArn": arn(sheet, &people).await });
        sheet.refused_as_signed(&pool).await;
        sheet.good("none", pool.clone()).await;
        sheet.ask("cognito-idp:TagResource", with(&pool, json!({ "Tags": { "team": "a" } }))).await;
        sheet.good("one", pool.clone()).await;
        no_resource(sheet, &pool).await;
    });
}

#[test]
fn a_pool_shows_its_tags() {
    of_part("cognito-idp:DescribeUserPool", "tags", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let tags = json!({ "Tags": { "recognito:issuer": "aws", "team": "a" } });
        sheet.desk.pass(60);
        let tag = with(&json!({ "ResourceArn": arn(sheet, &people).await }), tags);
        sheet.ask("cognito-idp:TagResource", tag).await;
        sheet.good("with tags", json!({ "UserPoolId": people.pool })).await;
    });
}
