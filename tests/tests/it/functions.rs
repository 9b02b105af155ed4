//! Functions of pools: real handlers, run by other programs, which the built server calls as its settings say.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

pub(crate) mod host;
mod messages;
mod migration;

use std::{
    fs,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tests::{
    clients,
    http::{Answer, Connection, Request},
    programs,
    server::{Recognito, Server},
    strangers::{PASSWORD, Strangers, refusal},
};

use host::{HOOK_SECRET, Host, KEY_ID, SECRET, arn, around, custom_auth};

/// How long sign-ins of other pools may take while a function stands still; a bound for slow machines.
const P99_MAX: Duration = Duration::from_secs(2);

/// A pool whose sign-ins these functions decide, on this server, with a user.
fn pool<'a>(server: &'a Server, functions: &Value) -> Strangers<&'a Server> {
    let mut pool = Strangers::on(server, "ENABLED");
    let update =
        json!({"UserPoolId": pool.pool, "AutoVerifiedAttributes": ["email"], "LambdaConfig": functions});
    pool.administrator.user_pools("UpdateUserPool", &update);
    let flows = ["ALLOW_CUSTOM_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
    let client = pool.make_client(&json!({"ExplicitAuthFlows": flows}));
    pool.client = tests::api::text(&client["ClientId"]);
    pool.confirmed("ada");
    pool
}

fn begin(pool: &Strangers<&Server>) -> Answer {
    let parameters = json!({"AuthFlow": "CUSTOM_AUTH", "AuthParameters": {"USERNAME": "ada"}});
    pool.ask("InitiateAuth", parameters)
}

pub(crate) fn signed_by_key() -> [(&'static str, &'static str); 2] {
    [("RECOGNITO_LAMBDA_ACCESS_KEY_ID", KEY_ID), ("RECOGNITO_LAMBDA_SECRET_ACCESS_KEY", SECRET)]
}

/// What boto3 sees of a sign-in by riddle.
fn by_boto3(pool: &Strangers<&Server>) {
    let asked = |tries: &str| json!({"USERNAME": "ada", "riddle": "six by nine", "tries": tries});
    let failed = json!({"code": "NotAuthorizedException", "message": "Incorrect username or password."});
    let expected = json!({"asked": [asked("0"), asked("1")], "user": "ada", "failed": failed});
    assert_eq!(clients::run(pool.server, "python/custom_auth.py", &pool.context("ada")), expected);
}

/// What boto3 sees of functions around sign-ups, sign-ins and tokens, and what they are asked for it.
fn by_boto3_around(server: &Server, host: &Host) {
    let pool = pool(server, &around());
    let before = host.asked().as_array().unwrap().len();
    let threw = |message: &str| json!({"code": "UserLambdaValidationException", "message": message});
    let claims =
        |source: &str| json!({"team": "engines", "told_for": source, "email": null, "email_verified": true});
    let expected = json!({
        "other": threw("PreSignUp failed with error Cannot register users of this domain."),
        "confirmed": true,
        "back": threw("PreAuthentication failed with error Cannot authenticate users from this door."),
        "claims": claims("TokenGeneration_Authentication"),
        "renewed": claims("TokenGeneration_RefreshTokens"),
    });
    assert_eq!(clients::run(server, "python/functions.py", &pool.context("ada")), expected);
    let asked = [
        "PreSignUp_SignUp",
        "PreSignUp_SignUp",
        "PostConfirmation_ConfirmSignUp",
        "PreAuthentication_Authentication",
        "PreAuthentication_Authentication",
        "PostAuthentication_Authentication",
        "TokenGeneration_Authentication",
        "TokenGeneration_RefreshTokens",
    ];
    assert_eq!(host.asked().as_array().unwrap()[before..], asked.map(Value::from));
}

/// What amazon-cognito-identity-js sees of it.
fn by_identity_js(pool: &Strangers<&Server>) {
    let asked = |tries: &str| json!({"USERNAME": "ada", "riddle": "six by nine", "tries": tries});
    let expected = json!({"asked": [asked("0"), asked("1")], "email": pool.email("ada")});
    assert_eq!(clients::run(pool.server, "node/custom_auth_idjs.cjs", &pool.context("ada")), expected);
}

#[test]
fn python_functions_in_the_runtime_of_aws_decide_sign_ins() {
    if !clients::installed() {
        return;
    }
    let host = Host::python();
    let server = Recognito::start_configured(&["--lambda-endpoint", &host.url()], &signed_by_key());
    let pool = pool(&server, &custom_auth("define"));
    by_boto3(&pool);
    by_identity_js(&pool);
    by_boto3_around(&server, &host);
    messages::by_boto3(&server, &host);
    let missing = self::pool(&server, &custom_auth("missing"));
    let error = "DefineAuthChallenge invocation failed due to error ResourceNotFoundException.";
    assert_eq!(refusal(&begin(&missing)), ("UnexpectedLambdaException".to_owned(), error.to_owned()));
}

#[test]
fn a_key_that_the_function_does_not_know_is_refused_by_it() {
    if !clients::installed() {
        return;
    }
    let host = Host::python();
    let key = [("RECOGNITO_LAMBDA_ACCESS_KEY_ID", KEY_ID), ("RECOGNITO_LAMBDA_SECRET_ACCESS_KEY", "another")];
    let server = Recognito::start_configured(&["--lambda-endpoint", &host.url()], &key);
    let error = "DefineAuthChallenge invocation failed due to error InvalidSignatureException.";
    let answer = begin(&pool(&server, &custom_auth("define")));
    assert_eq!(refusal(&answer), ("UnexpectedLambdaException".to_owned(), error.to_owned()));
}

#[test]
fn webhooks_decide_sign_ins_and_are_verified_by_the_stock_library() {
    if !clients::installed() {
        return;
    }
    let (host, folder) = (Host::webhooks(), tempfile::tempdir().unwrap());
    let file = folder.path().join("functions.yaml");
    let entry = format!("{{ webhook: \"{}/hook\", secret_env: HOOK_SECRET }}", host.url());
    fs::write(&file, format!("\"*\": {entry}\n")).unwrap();
    let settings = ["--functions", file.to_str().unwrap()];
    let server = Recognito::start_configured(&settings, &[("HOOK_SECRET", HOOK_SECRET)]);
    let pool = pool(&server, &custom_auth("define"));
    by_boto3(&pool);
    by_identity_js(&pool);
    let asked = begin(&pool).json();
    let responses = json!({"USERNAME": "ada", "ANSWER": "none"});
    let answer = json!({
        "ChallengeName": "CUSTOM_CHALLENGE", "Session": asked["Session"], "ChallengeResponses": responses,
    });
    let error = "VerifyAuthChallengeResponse failed with error An answer is wanted.";
    let answer = refusal(&pool.ask("RespondToAuthChallenge", answer));
    assert_eq!(answer, ("UserLambdaValidationException".to_owned(), error.to_owned()));
    assert!(!server.log().contains(HOOK_SECRET) && !server.log().contains("An answer is wanted"));
}

#[test]
fn node_functions_of_either_style_decide_sign_ins_and_errors_are_those_of_aws() {
    if !clients::installed() {
        return;
    }
    let mut host = Host::node(0);
    let server = Recognito::start_with(&["--lambda-endpoint", &host.url()]);
    let good = pool(&server, &custom_auth("define"));
    by_boto3(&good);
    by_identity_js(&good);
    by_boto3_around(&server, &host);
    messages::by_boto3(&server, &host);
    for (define, code, message) in [
        (
            "throws",
            "UserLambdaValidationException",
            "DefineAuthChallenge failed with error Domain not allowed.",
        ),
        ("fails", "UserLambdaValidationException", "DefineAuthChallenge failed with error Not today."),
        ("forgets", "InvalidLambdaResponseException", "Unrecognizable lambda output"),
        ("strange", "InvalidLambdaResponseException", "Unrecognizable lambda output"),
    ] {
        let answer = refusal(&begin(&pool(&server, &custom_auth(define))));
        assert_eq!(answer, (code.to_owned(), message.to_owned()));
    }
    // Down and back: nothing remembers that it was down.
    let port = host.port;
    drop(host);
    let down = "DefineAuthChallenge invocation failed due to error ServiceException.";
    assert_eq!(refusal(&begin(&good)), ("UnexpectedLambdaException".to_owned(), down.to_owned()));
    host = Host::node(port);
    assert_eq!(begin(&good).status, 200);
    drop(host);
}

#[test]
fn five_hundred_sign_ins_at_once_are_all_decided() {
    if !clients::installed() {
        return;
    }
    let host = Host::node(0);
    let server = Recognito::start_with(&["--lambda-endpoint", &host.url()]);
    let pool = pool(&server, &custom_auth("define"));
    let began = Instant::now();
    let decided = thread::scope(|scope| {
        let all: Vec<_> = (0..500).map(|_| scope.spawn(|| begin(&pool).status)).collect();
        all.into_iter().map(|each| each.join().unwrap()).filter(|status| *status == 200).count()
    });
    eprintln!("500 sign-ins at once, two functions each: {:?}", began.elapsed());
    assert_eq!(decided, 500);
    let figures = figures(&server);
    assert!(
        figures.contains("recognito_function_calls_total{route=\"*\",outcome=\"answered\"} 1000\n"),
        "{figures}"
    );
}

#[test]
fn a_function_that_never_answers_costs_its_own_pool_alone() {
    if !clients::installed() {
        return;
    }
    let host = Host::node(0);
    let server = Recognito::start_with(&["--lambda-endpoint", &host.url()]);
    let (stuck, other) = (pool(&server, &custom_auth("never")), pool(&server, &custom_auth("define")));
    let silent =
        "DefineAuthChallenge invocation failed due to error Socket timeout while invoking Lambda function.";
    let silent = ("UnexpectedLambdaException".to_owned(), silent.to_owned());
    let before = p99(&other);
    let (alone, beside) = thread::scope(|scope| {
        let callers: Vec<_> = (0..150)
            .map(|_| {
                scope.spawn(|| {
                    let began = Instant::now();
                    (refusal(&begin(&stuck)), began.elapsed())
                })
            })
            .collect();
        let beside = p99(&other);
        let waited = callers.into_iter().map(|caller| caller.join().unwrap());
        (waited.collect::<Vec<_>>(), beside)
    });
    let longest = alone.iter().map(|(_, waited)| *waited).max().unwrap();
    eprintln!("p99 of another pool's sign-ins: {before:?}, {beside:?} beside; the longest wait: {longest:?}");
    assert!(longest >= Duration::from_secs(15) && longest < Duration::from_secs(30), "{longest:?}");
    let throttled = "DefineAuthChallenge invocation failed due to error TooManyRequestsException.";
    assert!(alone.iter().all(|(why, _)| *why == silent || why.1 == throttled), "{alone:?}");
    assert!(beside < P99_MAX, "{before:?} {beside:?}");
    // It is refused at once by now.
    let began = Instant::now();
    assert_eq!(refusal(&begin(&stuck)), silent);
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
}

/// The 99th percentile of 200 sign-ins by password and beginnings of sign-ins that functions decide, one after the other.
fn p99(pool: &Strangers<&Server>) -> Duration {
    let mut took: Vec<_> = (0..100)
        .flat_map(|_| {
            let timed = |answer: &dyn Fn() -> Answer| {
                let began = Instant::now();
                assert_eq!(answer().status, 200);
                began.elapsed()
            };
            [timed(&|| pool.sign_in("ada", PASSWORD)), timed(&|| begin(pool))]
        })
        .collect();
    took.sort();
    took[took.len() * 99 / 100]
}

fn figures(server: &Server) -> String {
    let mut connection = Connection::open(server.authority()).unwrap();
    let answer = connection.exchange(&Request::get("/metrics")).unwrap();
    assert_eq!(answer.status, 200);
    answer.text()
}

#[test]
fn figures_are_for_the_operator_alone() {
    let server = Recognito::start_with(&["--lambda-endpoint", "http://127.0.0.1:1"]);
    assert!(figures(&server).contains("# TYPE recognito_function_seconds histogram"));
    let mut connection = Connection::open(server.authority()).unwrap();
    let forwarded = Request::get("/metrics").with("X-Forwarded-For", "127.0.0.1");
    assert_eq!(connection.exchange(&forwarded).unwrap().status, 403);
    let closed = Recognito::start_with(&["--metrics-readers", "192.0.2.1"]);
    let mut connection = Connection::open(closed.authority()).unwrap();
    assert_eq!(connection.exchange(&Request::get("/metrics")).unwrap().status, 403);
}

#[test]
fn settings_that_cannot_work_are_refused_at_the_start_and_without_any_no_pool_has_functions() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |arguments: &[&str], environment: &[(&str, &str)], expected: &str| {
        let mut command = Command::new(programs::path("recognito"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder.path());
        let output = programs::run(command.args(arguments).envs(environment.iter().copied()));
        assert!(!output.success && output.stderr.contains(expected), "{expected}: {output:?}");
    };
    refused(&["--lambda-endpoint", "localhost:3001"], &[], "http:// or https://");
    refused(&["--functions", "/no/such/file"], &[], "/no/such/file");
    refused(&[], &signed_by_key()[..1], "RECOGNITO_LAMBDA_SECRET_ACCESS_KEY");
    let world = Strangers::start("ENABLED");
    let named = json!({"PoolName": "functions", "LambdaConfig": {"DefineAuthChallenge": arn("define")}});
    let target = format!("{}.CreateUserPool", tests::api::USER_POOLS);
    let answer = world.administrator.ask("cognito-idp", &target, &named);
    assert_eq!(answer.status, 501, "{}", answer.text());
}
