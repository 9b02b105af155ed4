//! Users imported from a file by a server that is killed in the middle: the job goes on, and every line has become one user.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::{
    fmt::Write as _,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tests::{
    api::{self, Administrator, text},
    database::{Cluster, KEYS, LOG},
    http::{Connection, Request},
    programs,
    server::Recognito,
};

const USERS: u64 = 3_000;
/// How long a job may take: the work of a killed node is taken over after a minute.
const PATIENCE: Duration = Duration::from_secs(150);

struct House {
    server: Recognito,
    pool: String,
}

impl House {
    fn new() -> Self {
        let server = Recognito::start();
        let (pool, _) = api::user_pool_that_mails(&Administrator::of(&server));
        Self { server, pool }
    }

    fn ask(&self, operation: &str, input: &Value) -> Value {
        let mut body = json!({ "UserPoolId": self.pool });
        body.as_object_mut().unwrap().extend(input.as_object().unwrap().clone());
        Administrator::of(&self.server).user_pools(operation, &body)
    }

    /// A file of users, with a line that is passed over and one that fails.
    fn file(&self) -> String {
        let header = self.ask("GetCSVHeader", &json!({}));
        let columns: Vec<String> = header["CSVHeader"].as_array().unwrap().iter().map(text).collect();
        let line = |name: &str| {
            let value = |column: &String| match column.as_str() {
                "cognito:username" => name.to_owned(),
                "cognito:mfa_enabled" => "false".to_owned(),
                "email" => format!("{name}@example.com"),
                "email_verified" => "true".to_owned(),
                _ => String::new(),
            };
            columns.iter().map(value).collect::<Vec<_>>().join(",")
        };
        let mut file = columns.join(",") + "\n";
        for n in 0..USERS {
            writeln!(file, "{}", line(&format!("user{n}"))).unwrap();
        }
        writeln!(file, "{}\n{}", line("user7"), line("us er")).unwrap();
        file
    }

    /// Makes a job, uploads its file and starts it; gives how it is named.
    fn start(&self, file: &str) -> Value {
        let job =
            json!({ "JobName": "people", "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/logs" });
        let made = self.ask("CreateUserImportJob", &job)["UserImportJob"].clone();
        let url = text(&made["PreSignedUrl"]);
        let path = &url[url.find("/user-imports/").unwrap()..];
        let put = Request { method: "PUT", body: file.into(), ..Request::get(path) };
        let put = put.with("x-amz-server-side-encryption", "aws:kms");
        let answer = Connection::open(self.server.authority()).unwrap().exchange(&put).unwrap();
        assert_eq!(answer.status, 200, "{}", answer.text());
        let job = json!({ "JobId": made["JobId"] });
        self.ask("StartUserImportJob", &job);
        job
    }

    /// Waits until the job is so.
    #[track_caller]
    fn until(&self, job: &Value, is_so: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let shown = self.ask("DescribeUserImportJob", job)["UserImportJob"].clone();
            if is_so(&shown) {
                return shown;
            }
            assert!(Instant::now() < deadline, "{shown}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn count(&self, database: &str, sql: &str) -> u64 {
        let counted =
            Cluster::of(&self.server.data()).execute(database, &format!("select count(*) from {sql}"));
        counted.trim().parse().unwrap()
    }
}

#[test]
fn a_kill_in_the_middle_of_an_import_loses_no_line_and_imports_none_twice() {
    let mut house = House::new();
    let file = house.file();
    let job = house.start(&file);
    let middle = house.until(&job, |shown| shown["ImportedUsers"].as_u64().unwrap() >= 400);
    house.server.kill();
    let parts = "file_part";
    house.server.start_again();
    let after = house.ask("DescribeUserImportJob", &job)["UserImportJob"].clone();
    assert!(after["ImportedUsers"].as_u64() >= middle["ImportedUsers"].as_u64(), "{after}");
    let ended = house.until(&job, |shown| shown["Status"] != "InProgress");
    assert_eq!(
        (&ended["Status"], &ended["ImportedUsers"], &ended["SkippedUsers"], &ended["FailedUsers"]),
        (&json!("Succeeded"), &json!(USERS), &json!(1), &json!(1)),
        "{ended}"
    );
    let made = format!("event where ledger = '{}' and kind = 'user.imported'", house.pool);
    assert_eq!(house.count(LOG, &made), USERS);
    let names = format!("claim where ledger = '{}' and scope = 'username'", house.pool);
    assert_eq!(house.count(LOG, &names), USERS);
    house.until(&job, |_| house.count(LOG, parts) == 0);
    let key = format!(
        "subject_key where subject = 'import_job-{}' and wrapped_key is not null",
        text(&job["JobId"])
    );
    assert_eq!(house.count(KEYS, &key), 0, "no backup brings the file back");
    let path = format!("/user-imports/{}/{}/log", house.pool, text(&job["JobId"]));
    let log = Administrator::of(&house.server).send("cognito-idp", &Request::get(&path)).text();
    assert_eq!(log.matches("[SUCCEEDED] Line Number").count() as u64, USERS);
    let passed_over = format!("[SKIPPED] Line Number {} - The user already exists.", USERS + 2);
    assert!(log.contains(&passed_over) && log.contains("[FAILED] Line Number"), "{passed_over}");
    programs::verify(&house.server.data());
}
