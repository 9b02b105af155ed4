//! Sign-ins by a code that is mailed, by the API and on the pages. No password is hashed, so that they show what all the rest costs: the
//! steps, their facts, the mail.

use std::{
    cell::RefCell,
    thread,
    time::{Duration, Instant},
};

use serde_json::json;
use tests::server::Recognito;

use crate::{
    load::{Line, drive},
    place::{Place, json_of},
    post::{Mailbox, PostOffice},
    report::{Ceiling, Report},
    sign_in::{CLIENTS, expect_tokens, initiate, respond, two_tokens_per_second},
    site::Site,
    timing::{Measured, Waits, metered},
};

/// Codes that are mailed to a user in an hour, at the most.
const CODES_OF_USER: usize = 5;
/// Users of each client, who sign in by turns: enough for 826 sign-ins a second.
const USERS_OF_CLIENT: usize = 32;
/// Each way is measured with clients of its own, because their users are mailed no more codes.
const WAYS: usize = 3;
/// Threads that make users.
const MAKERS: usize = 4;

/// Measures the API, then forms, then forms with the tokens for their codes.
pub(crate) fn run(report: &mut Report, cores: usize) {
    let scene = Scene::new();
    let by_api = scene.measure(0, async |client| client.by_api(&scene.place).await);
    let of_api = by_api.per_second();
    let of = Ceiling::new("two RS256", two_tokens_per_second(cores));
    report.add(format!("sign-in by mailed code, {CLIENTS} conn."), by_api, of);
    let of_api = || Ceiling::new("mailed code by the API", of_api);
    let forms = scene.measure(1, async |client| drop(client.by_forms(&scene.site).await));
    report.add(format!("mailed code by forms, {CLIENTS} conn."), forms, of_api());
    let whole = scene.measure(2, async |client| {
        let code = client.by_forms(&scene.site).await;
        scene.site.redeem(&code, &mut client.line).await;
    });
    report.add(format!("mailed code by forms, tokens, {CLIENTS} conn."), whole, of_api());
    let mut mailed = Waits(scene.mailed.into_inner());
    report.note(format!(
        "mailed code: it is there {:.1} ms (p50), {:.1} ms (p99) after it was announced",
        mailed.percentile(50),
        mailed.percentile(99)
    ));
}

/// A pool whose users sign in by mailed codes, and where their mail goes.
struct Scene {
    place: Place,
    site: Site,
    office: PostOffice,
    /// How long each client waited for its mail, after it was told of it.
    mailed: RefCell<Vec<Duration>>,
}

impl Scene {
    fn new() -> Self {
        let (office, port) = PostOffice::open();
        let url = format!("smtp://127.0.0.1:{port}");
        // The limits of addresses hold, and that of a day's mail is beyond what is measured.
        let flags =
            ["--smtp-url", &url, "--mail-from", "pool@id.example", "--message-limit", "pool/EMAIL=1000000"];
        let mut place = Place::on(Recognito::start_with(&flags));
        let factors = json!({"UserPoolId": place.pool,
            "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}});
        place.administrator.user_pools("UpdateUserPool", &factors);
        let site = Site::new(&place, &["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]);
        place.client.clone_from(&site.client);
        make_users(&place);
        Self { place, site, office, mailed: RefCell::default() }
    }

    /// Lets the clients of one of the ways sign in their users.
    fn measure(&self, way: usize, sign_in: impl AsyncFn(&mut Client<'_>)) -> Measured {
        let open = async |n: usize| {
            let n = way * CLIENTS + n;
            let (line, mailbox) = (Line::open(self.place.authority()).await, self.office.mailbox(domain(n)));
            Client { n, signed_in: 0, line, mailbox, mailed: &self.mailed }
        };
        metered(&self.place.meter(), || drive(CLIENTS, open, sign_in))
    }
}

/// A client, whose users have mail at a domain of its own: a server sends to few addresses of one domain at a time.
struct Client<'a> {
    n: usize,
    /// How many sign-ins it has begun.
    signed_in: usize,
    line: Line,
    mailbox: Mailbox,
    mailed: &'a RefCell<Vec<Duration>>,
}

impl Client<'_> {
    /// The user who is next.
    fn next(&mut self) -> String {
        let user = self.signed_in % USERS_OF_CLIENT;
        assert!(self.signed_in < USERS_OF_CLIENT * CODES_OF_USER, "all users have had their codes");
        self.signed_in += 1;
        user_of(self.n, user)
    }

    /// The code that is on its way to the user.
    async fn code(&mut self) -> String {
        let told = Instant::now();
        let code = self.mailbox.code().await;
        self.mailed.borrow_mut().push(told.elapsed());
        code
    }

    async fn by_api(&mut self, place: &Place) {
        let user = self.next();
        let wanted = json!({"USERNAME": user, "PREFERRED_CHALLENGE": "EMAIL_OTP"});
        let asked = json_of(self.line.ask(&initiate(place, "USER_AUTH", &wanted)).await);
        let answer = json!({"USERNAME": user, "EMAIL_OTP_CODE": self.code().await});
        let answer =
            json!({"ChallengeName": "EMAIL_OTP", "Session": asked["Session"], "ChallengeResponses": answer});
        expect_tokens(self.line.ask(&respond(place, &answer)).await);
    }

    /// Sends the name, the choice of the mailed code, and the code. Gives the code with which the browser is sent back.
    async fn by_forms(&mut self, site: &Site) -> String {
        let user = self.next();
        let choice = site.send("/login", &[("username", &user)], None, &mut self.line).await.page_data();
        let chosen = [("factor", "EMAIL_OTP")];
        let asked = site.send("/challenge", &chosen, Some(&choice), &mut self.line).await.page_data();
        let answer = [("code", &*self.code().await)];
        site.send("/challenge", &answer, Some(&asked), &mut self.line).await.code()
    }
}

/// Makes users without a password, who are confirmed and have a verified address.
fn make_users(place: &Place) {
    thread::scope(|scope| {
        for maker in 0..MAKERS {
            scope.spawn(move || {
                for client in (maker..WAYS * CLIENTS).step_by(MAKERS) {
                    (0..USERS_OF_CLIENT).for_each(|user| make_user(place, client, user));
                }
            });
        }
    });
}

fn make_user(place: &Place, client: usize, user: usize) {
    let name = user_of(client, user);
    let address = format!("{name}@{}", domain(client));
    let email = json!({"Name": "email", "Value": address});
    place.call("SignUp", &json!({"ClientId": place.client, "Username": name, "UserAttributes": [email]}));
    let whom = json!({"UserPoolId": place.pool, "Username": name});
    place.administrator.user_pools("AdminConfirmSignUp", &whom);
    let verified = json!({"Name": "email_verified", "Value": "true"});
    let verify = json!({"UserPoolId": place.pool, "Username": name, "UserAttributes": [verified]});
    place.administrator.user_pools("AdminUpdateUserAttributes", &verify);
}

fn user_of(client: usize, user: usize) -> String {
    format!("person{client}-{user}")
}

fn domain(client: usize) -> String {
    format!("client{client}.example")
}
