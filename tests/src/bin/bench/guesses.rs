//! Wrong passwords for one account, a thousand a second from one address: what the sign-ins of others, from another address, lose by them.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr},
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::api::text;

use crate::{
    load::Line,
    place::{PASSWORD, Place, json_of, user},
    report::Report,
    sign_in::{expect_tokens, initiate},
    timing::{WARM_UP, Waits},
};

/// Guesses that are offered in a second.
const GUESSES_PER_SECOND: u32 = 1_000;
/// Connections of the guesser.
const GUESSER_LINES: usize = 64;
/// Users who sign in, beside the one whose password is guessed.
const OTHERS: usize = 20;
/// Connections that they sign in by, one after the other.
const OTHERS_LINES: usize = 4;
/// How long each of these rests after a sign-in.
const REST: Duration = Duration::from_millis(150);
/// How long sign-ins are measured, before and beside the guesses.
const WATCHED: Duration = Duration::from_mins(1);
const GUESSER: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const ELSEWHERE: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

/// Measures.
pub(crate) fn run(report: &mut Report) {
    let mut place = Place::new(OTHERS + 1);
    let settings = json!({"UserPoolId": place.pool, "ClientName": "hides who exists",
        "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"], "PreventUserExistenceErrors": "ENABLED"});
    let client = place.administrator.user_pools("CreateUserPoolClient", &settings);
    place.client = text(&client["UserPoolClient"]["ClientId"]);
    let alone = signed_in(&place, WATCHED);
    let (beside, answers) = thread::scope(|scope| {
        let guesses = scope.spawn(|| guess(&place, WARM_UP + WATCHED));
        thread::sleep(WARM_UP);
        (signed_in(&place, WATCHED), guesses.join().unwrap())
    });
    tell(report, alone, beside, &answers);
}

fn tell(report: &mut Report, mut alone: Waits, mut beside: Waits, answers: &BTreeMap<String, u32>) {
    let line = |waits: &mut Waits| {
        let (count, p50, p99) = (waits.0.len(), waits.percentile(50), waits.percentile(99));
        (format!("{count}, p50 {p50:.1} ms, p99 {p99:.1} ms"), p99)
    };
    let ((alone, p99_alone), (beside, p99_beside)) = (line(&mut alone), line(&mut beside));
    let seconds = (WARM_UP + WATCHED).as_secs_f64();
    let answered = f64::from(answers.values().sum::<u32>()) / seconds;
    report.note(format!("sign-ins by password of {OTHERS} users alone: {alone}"));
    report.note(format!(
        "beside {GUESSES_PER_SECOND} guesses a second at another one's password: {beside}; p99 x {:.2}",
        p99_beside / p99_alone
    ));
    report.note(format!("guesses answered: {answered:.0} a second, {answers:?}"));
}

/// Lets the others sign in by turns. Gives how long each waited.
fn signed_in(place: &Place, during: Duration) -> Waits {
    let end = Instant::now() + during;
    let requests: Vec<_> = (1..=OTHERS).map(|n| by_password(place, n, PASSWORD)).collect();
    let waits = on_one_thread(join_all((0..OTHERS_LINES).map(async |first| {
        let mut line = Line::open_from(ELSEWHERE, place.authority()).await;
        let mut waits = Vec::new();
        for request in requests.iter().cycle().skip(first).step_by(OTHERS_LINES) {
            if Instant::now() >= end {
                break;
            }
            let asked = Instant::now();
            expect_tokens(line.ask(request).await);
            waits.push(asked.elapsed());
            tokio::time::sleep(REST).await;
        }
        waits
    })));
    Waits(waits.into_iter().flatten().collect())
}

/// Offers guesses at an even rate, or as many as are answered. Gives how many were answered in which words.
fn guess(place: &Place, during: Duration) -> BTreeMap<String, u32> {
    let (begun, next) = (Instant::now(), AtomicU32::new(0));
    let request = by_password(place, 0, "Wr0ng!password");
    let answers = on_one_thread(join_all((0..GUESSER_LINES).map(async |_| {
        let mut line = Line::open_from(GUESSER, place.authority()).await;
        let mut answers = Vec::new();
        loop {
            let at = Duration::from_secs(1) / GUESSES_PER_SECOND * next.fetch_add(1, Ordering::Relaxed);
            if at.max(begun.elapsed()) >= during {
                return answers;
            }
            tokio::time::sleep_until((begun + at).into()).await;
            answers.push(text(&json_of(line.ask_any(&request).await)["message"]));
        }
    })));
    let mut counts = BTreeMap::new();
    for answer in answers.into_iter().flatten() {
        *counts.entry(answer).or_default() += 1;
    }
    counts
}

fn by_password(place: &Place, n: usize, password: &str) -> Vec<u8> {
    let parameters: Value = json!({"USERNAME": user(n), "PASSWORD": password});
    initiate(place, "USER_PASSWORD_AUTH", &parameters)
}

fn on_one_thread<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}
