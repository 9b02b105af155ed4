//! Logs of pools reach a folder, a webhook and a bucket, none is lost by a kill, and a target that stands still delays its own pool alone.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::{
    collections::BTreeSet,
    fs,
    net::TcpListener,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tests::{
    api::{succeeded, text},
    clients,
    server::{Recognito, Server},
    strangers::{PASSWORD, Strangers},
};

use crate::{
    functions::host::{HOOK_SECRET, Host, KEY_ID, SECRET},
    slow_mail,
};

const GROUP: &str = "arn:aws:logs:us-east-1:123456789012:log-group:people";
const STREAM: &str = "arn:aws:firehose:us-east-1:123456789012:deliverystream/people";
const BUCKET: &str = "arn:aws:s3:::people";
/// A stream whose webhook takes connections and never answers.
const STANDING: &str = "arn:aws:firehose:us-east-1:123456789012:deliverystream/standing";
/// How long a record may take to its target. After a kill it is a minute before another node takes up what was under way.
const ON_TIME: Duration = Duration::from_mins(2);

/// The file of targets, beside the folder of one of them.
fn targets(place: &Path, more: &str) -> String {
    let (file, folder) = (place.join("targets.yaml"), place.join("logs"));
    fs::write(&file, format!("\"{GROUP}\": {{ folder: {} }}\n{more}", folder.display())).unwrap();
    file.into_os_string().into_string().unwrap()
}

/// A pool whose users are watched, with logs to these targets, and ada in it.
fn logged<'a>(server: &'a Server, configurations: &Value) -> Strangers<&'a Server> {
    let pool = Strangers::on(server, "ENABLED");
    let plus = json!({
        "UserPoolId": pool.pool, "AutoVerifiedAttributes": ["email"], "UserPoolTier": "PLUS",
        "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"},
    });
    pool.administrator.user_pools("UpdateUserPool", &plus);
    let set = json!({"UserPoolId": pool.pool, "LogConfigurations": configurations});
    let told = pool.administrator.user_pools("SetLogDeliveryConfiguration", &set);
    assert_eq!(told["LogDeliveryConfiguration"], set);
    pool.confirmed("ada");
    pool
}

fn activity(target: &str, member: &str, arn: &str) -> Value {
    json!({"EventSource": "userAuthEvents", "LogLevel": "INFO", target: {member: arn}})
}

fn to_stream(arn: &str) -> Value {
    activity("FirehoseConfiguration", "StreamArn", arn)
}

/// The ids of what ada has done, as the pool lists them.
fn listed(pool: &Strangers<&Server>) -> BTreeSet<String> {
    let (mut found, mut next) = (BTreeSet::new(), Value::Null);
    loop {
        let mut ask = json!({"UserPoolId": pool.pool, "Username": "ada", "MaxResults": 60});
        if !next.is_null() {
            ask["NextToken"] = next;
        }
        let page = pool.administrator.user_pools("AdminListUserAuthEvents", &ask);
        found.extend(page["AuthEvents"].as_array().unwrap().iter().map(|event| text(&event["EventId"])));
        next = page["NextToken"].clone();
        if next.is_null() {
            return found;
        }
    }
}

/// The lines of a pool's file.
fn lines(place: &Path, pool: &Strangers<&Server>) -> Vec<Value> {
    let file = place.join(format!("logs/{}.jsonl", pool.pool));
    let text = fs::read_to_string(file).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Waits until a look finds what is expected of it.
#[track_caller]
fn until<T: std::fmt::Debug>(mut look: impl FnMut() -> Result<(), T>) {
    let begun = Instant::now();
    while let Err(found) = look() {
        assert!(begun.elapsed() < ON_TIME, "{found:?}");
        thread::sleep(Duration::from_millis(50));
    }
}

/// Whether these records of a pool are exactly what ada has done there.
fn are_all_of(records: &[Value], pool: &Strangers<&Server>) -> Result<(), Vec<Value>> {
    let of_pool = records.iter().filter(|record| record["logSourceId"]["userPoolId"] == json!(pool.pool));
    let ids: BTreeSet<String> = of_pool.map(|record| text(&record["message"]["eventId"])).collect();
    if ids == listed(pool) { Ok(()) } else { Err(records.to_vec()) }
}

#[test]
fn logs_reach_a_folder_a_webhook_and_a_bucket_and_a_target_that_stands_still_delays_no_other() {
    if !clients::installed() {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let sink = Host::log_sink();
    let standing = TcpListener::bind("127.0.0.1:0").unwrap();
    let standing_url = format!("http://{}/", standing.local_addr().unwrap());
    let file = targets(
        place.path(),
        &format!(
            "\"{STREAM}\": {{ webhook: {url}/hook, secret_env: HOOK_SECRET }}\n\
             \"{STANDING}\": {{ webhook: \"{standing_url}\", secret_env: HOOK_SECRET }}\n\
             \"{BUCKET}\": {{ bucket: {url}/bucket, region: eu-west-1, access_key_id: {KEY_ID}, secret_env: KEY_SECRET }}\n",
            url = sink.url()
        ),
    );
    let mail = format!("smtp://127.0.0.1:{}", slow_mail::mail_server(&slow_mail::Taken::default()));
    let settings = ["--log-targets", &file, "--smtp-url", &mail, "--mail-from", "pool@id.example"];
    let server =
        Recognito::start_configured(&settings, &[("HOOK_SECRET", HOOK_SECRET), ("KEY_SECRET", SECRET)]);
    let to_group = activity("CloudWatchLogsConfiguration", "LogGroupArn", GROUP);
    let notifications = json!({
        "EventSource": "userNotification", "LogLevel": "ERROR", "CloudWatchLogsConfiguration": {"LogGroupArn": GROUP},
    });
    let delayed = logged(&server, &json!([to_stream(STANDING)]));
    let in_folder = logged(&server, &json!([to_group, notifications]));
    let at_hook = logged(&server, &json!([to_stream(STREAM)]));
    let in_bucket = logged(&server, &json!([activity("S3Configuration", "BucketArn", BUCKET)]));
    for pool in [&delayed, &in_folder, &at_hook, &in_bucket] {
        for password in ["Wrong-Engine-1843", PASSWORD] {
            pool.sign_in("ada", password);
        }
    }
    until(|| are_all_of(&lines(place.path(), &in_folder), &in_folder));
    until(|| are_all_of(sink.asked()["hook"].as_array().unwrap(), &at_hook));
    until(|| are_all_of(sink.asked()["bucket"].as_array().unwrap(), &in_bucket));
    assert_eq!(sink.asked()["refused"], json!([]));
    // A mail that is refused for good.
    let email = json!([{"Name": "email", "Value": format!("bob@{}", slow_mail::REFUSED)}]);
    succeeded(
        &in_folder.ask("SignUp", json!({"Username": "bob", "Password": PASSWORD, "UserAttributes": email})),
    );
    until(|| {
        let lines = lines(place.path(), &in_folder);
        let is_told = |line: &Value| {
            let details = line["message"]["details"].as_str().unwrap_or_default();
            line["eventSource"] == "USER_NOTIFICATION" && details.contains("refused for good")
        };
        if lines.iter().any(is_told) { Ok(()) } else { Err(lines) }
    });
    assert!(
        [HOOK_SECRET, SECRET, "ada"].iter().all(|secret| !server.log().contains(secret)),
        "{}",
        server.log()
    );
}

#[test]
fn no_record_is_lost_when_the_server_is_killed() {
    let place = tempfile::tempdir().unwrap();
    let file = targets(place.path(), "");
    let mut server = Recognito::start_with(&["--log-targets", &file]);
    let to_group = activity("CloudWatchLogsConfiguration", "LogGroupArn", GROUP);
    let (pool, client) = {
        let pool = logged(&server, &json!([to_group]));
        for _ in 0..20 {
            succeeded(&pool.sign_in("ada", PASSWORD));
        }
        (pool.pool.clone(), pool.client.clone())
    };
    server.kill();
    server.start_again();
    let administrator = tests::api::Administrator::of(&server);
    let again = Strangers { server: &*server, administrator, pool, client };
    assert!(listed(&again).len() >= 20);
    until(|| are_all_of(&lines(place.path(), &again), &again));
}
