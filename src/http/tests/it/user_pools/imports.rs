//! Users that are imported from a file.

use domain::Moment;
use serde_json::{Value, json};

use super::{PASSWORD, People, no_pool};
use crate::desk::{Answer, Caller, Request, Sheet, of, of_part, text, with};

const ENCRYPTION: &str = "x-amz-server-side-encryption";
const UNKNOWN_JOB: &str = "import-0000000000";
/// More lines than are worked through at once: a job with such a file is still running at the next call.
const LONG: usize = 4_100;
/// The columns that the lines of these tests set; the others are empty.
const SET: [&str; 4] = ["cognito:username", "email", "email_verified", "cognito:mfa_enabled"];

#[test]
fn get_csv_header() {
    of("cognito-idp:GetCSVHeader", async |sheet: &Sheet| {
        let schema = json!([{ "Name": "shoe", "AttributeDataType": "String" }]);
        let people = People::with(sheet, json!({ "Schema": schema }), json!({})).await;
        let header = json!({ "UserPoolId": people.pool });
        sheet.refused_as_signed(&header).await;
        sheet.good("the columns", header.clone()).await;
        no_pool(sheet, &header).await;
    });
}

/// A pool whose users are imported.
struct Imports<'a> {
    people: People<'a>,
    columns: Vec<String>,
}

impl<'a> Imports<'a> {
    async fn new(sheet: &'a Sheet) -> Self {
        Self::of(sheet, People::new(sheet).await).await
    }

    async fn of(sheet: &Sheet, people: People<'a>) -> Self {
        let header = sheet.ask("cognito-idp:GetCSVHeader", json!({ "UserPoolId": people.pool })).await;
        let columns = header["CSVHeader"].as_array().unwrap().iter().map(text).collect();
        Self { people, columns }
    }

    /// The input that makes a job.
    fn asked(&self) -> Value {
        let role = "arn:aws:iam::123456789012:role/logs";
        json!({ "UserPoolId": self.people.pool, "JobName": "people", "CloudWatchLogsRoleArn": role })
    }

    /// The job of an answer, as it is named.
    fn named(&self, answer: &Value) -> Value {
        json!({ "UserPoolId": self.people.pool, "JobId": answer["UserImportJob"]["JobId"] })
    }

    /// Makes a job and uploads its file; gives how the job is named.
    async fn ready(&self, sheet: &Sheet, file: &str) -> Value {
        let made = sheet.ask("cognito-idp:CreateUserImportJob", self.asked()).await;
        let put = put(sheet, &text(&made["UserImportJob"]["PreSignedUrl"]), file).await;
        assert_eq!((put.status, put.body.as_str()), (200, ""));
        self.named(&made)
    }

    /// A file whose lines set the columns [`SET`].
    fn file(&self, lines: &[[&str; 4]]) -> String {
        let line = |values: &[&str; 4]| {
            let value =
                |column: &String| SET.iter().position(|set| set == column).map_or("", |at| values[at]);
            self.columns.iter().map(value).collect::<Vec<_>>().join(",")
        };
        let lines = lines.iter().map(line);
        std::iter::once(self.columns.join(",")).chain(lines).map(|line| line + "\r\n").collect()
    }

    /// A file that is worked through in more than one go; its last line is a user.
    fn long_file(&self) -> String {
        let file = self.file(&[ADA]);
        let (header, ada) = file.split_once('\n').unwrap();
        format!("{header}\n{}{ada}", "\n".repeat(LONG))
    }
}

const ADA: [&str; 4] = ["ada", "ada@example.com", "true", "false"];
const BOB: [&str; 4] = ["bob", "bob@example.com", "TRUE", "FALSE"];

async fn put(sheet: &Sheet, url: &str, file: &str) -> Answer {
    let request = Request::plain("PUT", url.strip_prefix("http://localhost:9229").unwrap(), file);
    sheet.desk.send_as(request.with(ENCRYPTION, "aws:kms"), "", &Caller::Nobody).await
}

/// The log of a job.
async fn log(sheet: &Sheet, job: &Value, by: &Caller) -> Answer {
    let path = format!("/user-imports/{}/{}/log", text(&job["UserPoolId"]), text(&job["JobId"]));
    sheet.desk.send_as(Request::plain("GET", &path, ""), "cognito-idp", by).await
}

/// What every operation on a job refuses.
async fn no_job(sheet: &Sheet, job: &Value) {
    sheet.refused("the job is not there", with(job, json!({ "JobId": UNKNOWN_JOB }))).await;
    no_pool(sheet, job).await;
}

#[test]
fn create_user_import_job() {
    of("cognito-idp:CreateUserImportJob", async |sheet: &Sheet| {
        let imports = Imports::new(sheet).await;
        let asked = imports.asked();
        sheet.refused_as_signed(&asked).await;
        sheet.good("a job", asked.clone()).await;
        sheet.good("another one of the same name", asked.clone()).await;
        let hashed = json!({ "PasswordHashingAlgorithm": "BCRYPT" });
        sheet.refused("passwords in the file", with(&asked, hashed)).await;
        sheet.refused("no role", with(&asked, json!({ "CloudWatchLogsRoleArn": "logs" }))).await;
        no_pool(sheet, &asked).await;
    });
}

#[test]
fn a_pool_has_had_as_many_import_jobs_as_it_may() {
    of_part("cognito-idp:CreateUserImportJob", "limit", async |sheet: &Sheet| {
        let imports = Imports::new(sheet).await;
        let house = &sheet.desk.house;
        let moment = Moment::system("test", house.now(), "r");
        for _ in 0..999 {
            let (pool, role) = (&imports.people.pool, "arn:aws:iam::123456789012:role/logs");
            house.app.user_pools.create_import(pool, "people", role, &moment).await.unwrap();
        }
        sheet.good("the thousandth", imports.asked()).await;
        sheet.refused("one more", imports.asked()).await;
    });
}

#[test]
fn describe_user_import_job() {
    of("cognito-idp:DescribeUserImportJob", async |sheet: &Sheet| {
        let imports = Imports::new(sheet).await;
        let job = imports.ready(sheet, &imports.file(&[ADA, BOB, ADA])).await;
        sheet.refused_as_signed(&job).await;
        sheet.good("it waits for its start", job.clone()).await;
        sheet.desk.pass(60);
        sheet.ask("cognito-idp:StartUserImportJob", job.clone()).await;
        sheet.good("a line is passed over", job.clone()).await;
        let again = imports.ready(sheet, &imports.file(&[ADA])).await;
        sheet.ask("cognito-idp:StartUserImportJob", again.clone()).await;
        sheet.good("no line became a user", again).await;
        let other = imports.ready(sheet, "username,email\nada,ada@example.com\n").await;
        sheet.ask("cognito-idp:StartUserImportJob", other.clone()).await;
        sheet.good("other columns", other).await;
        let long = imports.ready(sheet, &imports.long_file()).await;
        sheet.ask("cognito-idp:StartUserImportJob", long.clone()).await;
        sheet.good("in the middle", long.clone()).await;
        let late = imports.ready(sheet, "").await;
        sheet.desk.pass(24 * 3_600);
        sheet.ask("cognito-idp:GetCSVHeader", json!({ "UserPoolId": imports.people.pool })).await;
        sheet.good("it was not started within a day", late).await;
        no_job(sheet, &job).await;
    });
}

#[test]
fn list_user_import_jobs() {
    of("cognito-idp:ListUserImportJobs", async |sheet: &Sheet| {
        let imports = Imports::new(sheet).await;
        let list = json!({ "UserPoolId": imports.people.pool, "MaxResults": 10 });
        sheet.refused_as_signed(&list).await;
        sheet.good("none", list.clone()).await;
        let first = imports.ready(sheet, &imports.file(&[ADA])).await;
        sheet.ask("cognito-idp:StartUserImportJob", first.clone()).await;
        sheet.desk.pass(60);
        let second = imports.ready(sheet, "").await;
        sheet.good("the newest first", list.clone()).await;
        let one = with(&list, json!({ "MaxResults": 1 }));
        let page = sheet.ask("cognito-idp:ListUserImportJobs", one.clone()).await;
        assert_eq!(page["UserImportJobs"][0]["JobId"], second["JobId"]);
        let next = json!({ "PaginationToken": page["PaginationToken"] });
        let page = sheet.ask("cognito-idp:ListUserImportJobs", with(&one, next)).await;
        assert_eq!(page["UserImportJobs"][0]["JobId"], first["JobId"]);
        assert_eq!(page.get("PaginationToken"), None);
        sheet.refused("no page", with(&list, json!({ "PaginationToken": "garbage" }))).await;
        sheet.refused("too many at a time", with(&list, json!({ "MaxResults": 61 }))).await;
        no_pool(sheet, &list).await;
    });
}

#[test]
fn start_user_import_job() {
    of("cognito-idp:StartUserImportJob", async |sheet: &Sheet| {
        let imports = Imports::new(sheet).await;
        let made = sheet.ask("cognito-idp:CreateUserImportJob", imports.asked()).await;
        let empty = imports.named(&made);
        let (job, other) = (imports.ready(sheet, &imports.long_file()).await, imports.ready(sheet, "").await);
        sheet.refused_as_signed(&job).await;
        sheet.refused("its file was not uploaded", empty.clone()).await;
        sheet.good("a job is started", job.clone()).await;
        sheet.refused("another one runs", other.clone()).await;
        sheet.refused("it was started before", job.clone()).await;
        sheet.desk.pass(24 * 3_600);
        sheet.refused("it was not started within a day", other).await;
        let unverified = json!({ "AutoVerifiedAttributes": [] });
        let people = People::with(sheet, unverified, json!({})).await;
        let imports = Imports::of(sheet, people).await;
        let job = imports.ready(sheet, "").await;
        sheet.refused("the pool verifies no attribute", job.clone()).await;
        no_job(sheet, &job).await;
    });
}

#[test]
fn stop_user_import_job() {
    of("cognito-idp:StopUserImportJob", async |sheet: &Sheet| {
        let imports = Imports::new(sheet).await;
        let job = imports.ready(sheet, &imports.long_file()).await;
        sheet.refused_as_signed(&job).await;
        sheet.refused("it was not started", job.clone()).await;
        sheet.ask("cognito-idp:StartUserImportJob", job.clone()).await;
        sheet.good("in the middle", job.clone()).await;
        sheet.refused("again", job.clone()).await;
        no_job(sheet, &job).await;
        assert_eq!(
            sheet.desk.answer("cognito-idp:AdminGetUser", &imports.people.user("ada")).await.status,
            400
        );
    });
}

/// While a file is imported its pool stays as it is.
fn refused_while_importing(operation: &str, change: Value) {
    of_part(operation, "importing", async |sheet: &Sheet| {
        let imports = Imports::new(sheet).await;
        let job = imports.ready(sheet, &imports.long_file()).await;
        let changed = with(&json!({ "UserPoolId": imports.people.pool }), change);
        sheet.ask("cognito-idp:StartUserImportJob", job).await;
        sheet.refused("a file is being imported", changed.clone()).await;
        sheet.good("it was imported", changed).await;
    });
}

#[test]
fn a_pool_is_not_changed_while_a_file_is_imported() {
    refused_while_importing("cognito-idp:UpdateUserPool", json!({}));
}

#[test]
fn a_pool_gets_no_attributes_while_a_file_is_imported() {
    let attributes = json!([{ "Name": "shoe", "AttributeDataType": "String" }]);
    refused_while_importing("cognito-idp:AddCustomAttributes", json!({ "CustomAttributes": attributes }));
}

#[test]
fn a_pool_is_not_deleted_while_a_file_is_imported() {
    refused_while_importing("cognito-idp:DeleteUserPool", json!({}));
}

#[test]
fn an_imported_user_sets_a_password_by_a_code_and_signs_in() {
    of_part("cognito-idp:AdminGetUser", "imported", async |sheet: &Sheet| {
        let imports = Imports::new(sheet).await;
        let job = imports.ready(sheet, &imports.file(&[ADA])).await;
        sheet.ask("cognito-idp:StartUserImportJob", job).await;
        let people = &imports.people;
        sheet.good("as imported", people.user("ada")).await;
        let refused = sheet.desk.answer("cognito-idp:InitiateAuth", &people.by_password("ada")).await;
        assert_eq!(refused.status, 400, "there is no password");
        let forgot = json!({ "ClientId": people.client, "Username": "ada" });
        sheet.ask("cognito-idp:ForgotPassword", forgot.clone()).await;
        let set = json!({ "ConfirmationCode": app::testing::CODE, "Password": PASSWORD });
        sheet.ask("cognito-idp:ConfirmForgotPassword", with(&forgot, set)).await;
        people.sign_in("ada").await;
        sheet.good("with a password", people.user("ada")).await;
    });
}

/// The log of a file with lines of all sorts.
const LOG: &str = "\
[SUCCEEDED] Line Number 2 - The import succeeded.
[FAILED] Line Number 3 - The User Record does not set cognito:username.
[FAILED] Line Number 4 - The cognito:username of the User Record contains white space.
[SUCCEEDED] Line Number 5 - The import succeeded.
[SKIPPED] Line Number 6 - The user already exists.
[FAILED] Line Number 7 - The User Record does not set any of the auto verified attributes to true. (Example: email_verified to true).
[FAILED] Line Number 8 - The cognito:mfa_enabled of the User Record must be false, as the user pool requires.
[FAILED] Line Number 9 - The cognito:mfa_enabled of the User Record is neither true nor false.
[FAILED] Line Number 10 - Invalid email address format.
[FAILED] Line Number 11 - The User Record exceeds 16,000 characters.
[SUCCEEDED] Line Number 12 - The import succeeded.
[FAILED] Line Number 13 - The number of values of the User Record is 1, and that of columns is 21.
[SUCCEEDED] Import Job Completed Successfully.
";

#[test]
fn each_line_is_logged_and_only_who_may_describe_the_job_reads_it() {
    of_part("cognito-idp:DescribeUserImportJob", "lines", async |sheet: &Sheet| {
        let imports = Imports::new(sheet).await;
        imports.people.invite("dora").await;
        let long = "x".repeat(16_000);
        let lines = [
            ADA,
            ["", "a@example.com", "true", "false"],
            ["c d", "a@example.com", "true", "false"],
            ["ADA", "a@example.com", "true", "false"],
            ["dora", "a@example.com", "true", "false"],
            ["eve", "eve@example.com", "", "false"],
            ["eve", "eve@example.com", "true", "true"],
            ["eve", "eve@example.com", "true", ""],
            ["eve", "eve", "true", "false"],
            [&long, "eve@example.com", "true", "false"],
            BOB,
        ];
        let file = imports.file(&lines) + "eve\n\n";
        let job = imports.ready(sheet, &file).await;
        sheet.ask("cognito-idp:StartUserImportJob", job.clone()).await;
        sheet.good("what became of the lines", job.clone()).await;
        let logged = log(sheet, &job, &Caller::Administrator).await;
        assert_eq!(logged.status, 200, "{}", logged.body);
        assert_eq!(logged.header("content-type"), Some("text/plain; charset=utf-8"));
        assert_eq!(logged.body, LOG);
        assert_eq!(log(sheet, &job, &Caller::Nobody).await.status, 400);
        let stranger = crate::identity_pools::stranger(sheet).await;
        assert_eq!(log(sheet, &job, &stranger).await.status, 400);
        let unknown = log(sheet, &with(&job, json!({ "JobId": UNKNOWN_JOB })), &Caller::Administrator).await;
        assert!(
            unknown.status == 400 && unknown.body.contains("ResourceNotFoundException"),
            "{}",
            unknown.body
        );
    });
}

#[test]
fn a_file_is_put_by_the_url_of_its_job_for_a_quarter_of_an_hour() {
    of_part("cognito-idp:DescribeUserImportJob", "uploaded", async |sheet: &Sheet| {
        let imports = Imports::new(sheet).await;
        let made = sheet.ask("cognito-idp:CreateUserImportJob", imports.asked()).await;
        let (job, url) = (imports.named(&made), text(&made["UserImportJob"]["PreSignedUrl"]));
        let path = url.strip_prefix("http://localhost:9229").unwrap();
        let refused = async |request: Request| {
            let answer = sheet.desk.send_as(request, "", &Caller::Nobody).await;
            let code = answer.body.split("<Code>").nth(1).and_then(|rest| rest.split('<').next());
            (answer.status, code.unwrap_or_default().to_owned())
        };
        let plain = |path: &str| Request::plain("PUT", path, "").with(ENCRYPTION, "aws:kms");
        let denied = (403, "AccessDenied".to_owned());
        let bare = refused(Request::plain("PUT", path, "")).await;
        assert_eq!(bare, (403, "SignatureDoesNotMatch".to_owned()), "without its header");
        let forged = path.replace("Upload=", "Upload=A");
        assert_eq!(refused(plain(&forged)).await, denied, "a forged one");
        let other = path.replace(&text(&job["JobId"]), UNKNOWN_JOB);
        assert_eq!(refused(plain(&other)).await, denied, "of another job");
        assert_eq!(refused(plain(path.split('?').next().unwrap())).await, denied, "without permission");
        let get = Request::plain("GET", path, "");
        assert_eq!(refused(get).await, (405, "MethodNotAllowed".to_owned()));
        assert_eq!(put(sheet, &url, "one").await.status, 200);
        assert_eq!(put(sheet, &url, &imports.file(&[ADA])).await.status, 200, "instead of the first");
        sheet.ask("cognito-idp:StartUserImportJob", job.clone()).await;
        sheet.good("the second was imported", job.clone()).await;
        assert_eq!(refused(plain(path)).await.0, 409, "the job has ended");
        sheet.desk.pass(15 * 60);
        assert_eq!(refused(plain(path)).await, denied, "too late");
        let made = sheet.ask("cognito-idp:CreateUserImportJob", imports.asked()).await;
        sheet.ask("cognito-idp:DeleteUserPool", json!({ "UserPoolId": imports.people.pool })).await;
        assert_eq!(put(sheet, &text(&made["UserImportJob"]["PreSignedUrl"]), "").await.status, 404);
    });
}

#[test]
fn a_line_may_lie_across_parts_of_a_file() {
    of_part("cognito-idp:DescribeUserImportJob", "parts", async |sheet: &Sheet| {
        let imports = Imports::new(sheet).await;
        let names: Vec<_> = (0..120).map(|n| format!("user{n}")).collect();
        let wide = format!("w{}@example.com", "x".repeat(9_000));
        let lines: Vec<_> = names.iter().map(|name| [name.as_str(), &wide, "true", "false"]).collect();
        let file = imports.file(&lines) + imports.file(&[ADA]).split_once('\n').unwrap().1;
        assert!(file.len() > 4 * (256 << 10), "more than four parts");
        let job = imports.ready(sheet, file.trim_end()).await;
        sheet.ask("cognito-idp:StartUserImportJob", job.clone()).await;
        sheet.good("one of many", job).await;
    });
}
