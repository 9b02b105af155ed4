//! Sign-ins by password and the code of an authenticator app. A code is good once, and two are good at a time: many users have an app.

use std::{
    cell::RefCell,
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use crypto::totp::{self, SECRET_LEN};
use serde_json::json;
use tests::api::text;

use crate::{
    load::{Line, drive},
    place::{PASSWORD, Place, json_of, user},
    report::{Ceiling, Report},
    sign_in::{CLIENTS, expect_tokens, initiate, respond},
    timing::{FOR, WARM_UP, count, metered},
};

/// Numbers of users that a client has for itself. The first ones are of users without an app.
const NUMBERS: usize = 1_000;
/// Of the sign-ins that the ceiling allows, so many can be done: some clients get more done than others.
const SPARE: f64 = 1.3;
const STEP_SECONDS: u64 = 30;
/// A code that is sent in the last second of a step may arrive in the next.
const LAST_SECOND: u64 = 29;
const BASE32: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Measures.
pub(crate) fn run(report: &mut Report, place: &Place, ceiling: f64, cores: usize) {
    let software = json!({"UserPoolId": place.pool, "MfaConfiguration": "OPTIONAL",
        "SoftwareTokenMfaConfiguration": {"Enabled": true}});
    place.administrator.user_pools("SetUserPoolMfaConfig", &software);
    let each = SPARE * ceiling * (WARM_UP + FOR).as_secs_f64() / count(2 * CLIENTS);
    let apps = RefCell::new(install(place, each, cores));
    let open = async |_| (Line::open(place.authority()).await, apps.borrow_mut().pop().unwrap());
    let measured = metered(&place.meter(), || {
        drive(CLIENTS, open, async |(line, apps): &mut (Line, Vec<App>)| sign_in(place, line, apps).await)
    });
    let of = Ceiling::new("argon2id, two RS256", ceiling);
    report.add(format!("sign-in by password and app, {CLIENTS} conn."), measured, of);
}

/// A user with an authenticator app.
struct App {
    user: usize,
    secret: [u8; SECRET_LEN],
    /// The first step whose code was not sent yet.
    next: u64,
}

impl App {
    fn next_code(&mut self) -> Option<String> {
        let step = self.next.max(step_now());
        (step <= step_now() + 1).then(|| {
            self.next = step + 1;
            totp::code(&self.secret, step)
        })
    }
}

async fn sign_in(place: &Place, line: &mut Line, apps: &mut [App]) {
    let mut app = apps.iter_mut().map(|app| (app.next_code(), app.user));
    let (code, n) = app.find_map(|(code, user)| Some((code?, user))).expect("enough users have an app");
    let parameters = json!({"USERNAME": user(n), "PASSWORD": PASSWORD});
    let asked = json_of(line.ask(&initiate(place, "USER_PASSWORD_AUTH", &parameters)).await);
    let answer = json!({
        "ChallengeName": "SOFTWARE_TOKEN_MFA",
        "Session": asked["Session"],
        "ChallengeResponses": {"USERNAME": user(n), "SOFTWARE_TOKEN_MFA_CODE": code},
    });
    expect_tokens(line.ask(&respond(place, &answer)).await);
}

/// Gives each client so many users with apps.
fn install(place: &Place, each: f64, cores: usize) -> Vec<Vec<App>> {
    let of_client = |client: &usize| {
        let numbers = (0..NUMBERS).take_while(|n| count(*n) < each);
        numbers.map(|n| App::install(place, client * NUMBERS + n)).collect()
    };
    let clients: Vec<usize> = (1..=CLIENTS).collect();
    thread::scope(|scope| {
        let part = |clients: &'_ [usize]| clients.iter().map(of_client).collect::<Vec<_>>();
        let threads: Vec<_> = clients
            .chunks(CLIENTS.div_ceil(cores))
            .map(|clients| scope.spawn(move || part(clients)))
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}

impl App {
    /// Makes a user and lets the user set up an app.
    fn install(place: &Place, n: usize) -> Self {
        place.add_user(n);
        let token = place.sign_in(n)["AccessToken"].take();
        let secret = place.call("AssociateSoftwareToken", &json!({ "AccessToken": token }));
        let secret = decoded(&text(&secret["SecretCode"]));
        if seconds_now() % STEP_SECONDS == LAST_SECOND {
            thread::sleep(Duration::from_secs(1));
        }
        let step = step_now() - 1;
        let verify = json!({"AccessToken": token, "UserCode": totp::code(&secret, step)});
        place.call("VerifySoftwareToken", &verify);
        let preferred = json!({"AccessToken": token,
            "SoftwareTokenMfaSettings": {"Enabled": true, "PreferredMfa": true}});
        place.call("SetUserMFAPreference", &preferred);
        Self { user: n, secret, next: step + 1 }
    }
}

/// The secret that is written so in base32.
fn decoded(written: &str) -> [u8; SECRET_LEN] {
    let digits: Vec<u64> =
        written.chars().map(|digit| BASE32.find(digit).unwrap().try_into().unwrap()).collect();
    let groups = digits.chunks(8).map(|group| group.iter().fold(0, |number, digit| number << 5 | digit));
    let bytes: Vec<u8> = groups.flat_map(|group| group.to_be_bytes()[3..].to_vec()).collect();
    bytes.try_into().unwrap()
}

fn seconds_now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn step_now() -> u64 {
    seconds_now() / STEP_SECONDS
}
