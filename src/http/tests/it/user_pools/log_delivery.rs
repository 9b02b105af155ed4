//! Where the logs of pools go.

use serde_json::{Value, json};

use super::{People, no_pool};
use crate::desk::{Sheet, of, with};

/// What is refused, by what is refused of it.
fn refused_configurations() -> Vec<(&'static str, Value)> {
    let group = json!({ "LogGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:people" });
    let bucket = json!({ "BucketArn": "arn:aws:s3:::people" });
    let notifications = json!({ "EventSource": "userNotification", "LogLevel": "ERROR" });
    let events = json!({ "EventSource": "userAuthEvents", "LogLevel": "INFO" });
    let to_group = json!({ "CloudWatchLogsConfiguration": group });
    let to_both = json!({ "CloudWatchLogsConfiguration": group, "S3Configuration": bucket });
    let right = with(&notifications, to_group.clone());
    vec![
        ("messages to a log group", json!([right])),
        ("the same twice", json!([right, right])),
        ("messages at another level", json!([with(&right, json!({ "LogLevel": "INFO" }))])),
        ("messages to a bucket", json!([with(&notifications, json!({ "S3Configuration": bucket }))])),
        ("sign-ins to nowhere", json!([events])),
        ("sign-ins to two places", json!([with(&events, to_both)])),
        ("no source", json!([with(&right, json!({ "EventSource": "everything" }))])),
    ]
}

#[test]
fn set_log_delivery_configuration() {
    of("cognito-idp:SetLogDeliveryConfiguration", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let nowhere = json!({ "UserPoolId": people.pool, "LogConfigurations": [] });
        sheet.refused_as_signed(&nowhere).await;
        sheet.good("nowhere", nowhere.clone()).await;
        for (title, configurations) in refused_configurations() {
            sheet.refused(title, with(&nowhere, json!({ "LogConfigurations": configurations }))).await;
        }
        no_pool(sheet, &nowhere).await;
    });
}

#[test]
fn get_log_delivery_configuration() {
    of("cognito-idp:GetLogDeliveryConfiguration", async |sheet: &Sheet| {
        let people = People::new(sheet).await;
        let pool = json!({ "UserPoolId": people.pool });
        sheet.refused_as_signed(&pool).await;
        sheet.good("nowhere", pool.clone()).await;
        no_pool(sheet, &pool).await;
    });
}
