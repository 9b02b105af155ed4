//! Signing in on the pages by password and by a mailed code, beside the same by the API; how soon a page begins to come, and how heavy it is.

use std::{
    cell::RefCell,
    collections::BTreeSet,
    time::{Duration, Instant},
};

use crate::{
    by_code,
    directory::echo_per_second,
    load::{Line, drive},
    place::{PASSWORD, Place, user},
    report::{Ceiling, Report},
    sign_in::{CLIENTS, sign_in_by_password},
    site::Site,
    timing::{Waits, metered},
};

/// Connections that fetch pages.
const READERS: usize = 8;

/// Measures forms, forms with the tokens for their codes, and pages.
pub(crate) fn run(report: &mut Report, cores: usize) {
    let place = Place::new(CLIENTS);
    let site = Site::new(&place, &["ALLOW_USER_SRP_AUTH"]);
    let meter = place.meter();
    let open = async |n| (n, Line::open(place.authority()).await);
    let by_api = metered(&meter, || {
        drive(CLIENTS, open, async |(n, line): &mut (usize, Line)| {
            sign_in_by_password(&place, *n, line).await;
        })
    });
    let of_api = || Ceiling::new("sign-in by the API", by_api.per_second());
    let forms = metered(&meter, || {
        drive(CLIENTS, open, async |(n, line): &mut (usize, Line)| {
            by_form(&site, *n, line).await;
        })
    });
    report.add(format!("sign-in form, {CLIENTS} connections"), forms, of_api());
    let whole = metered(&meter, || {
        drive(CLIENTS, open, async |(n, line): &mut (usize, Line)| {
            let code = by_form(&site, *n, line).await;
            site.redeem(&code, line).await;
        })
    });
    report.add(format!("sign-in form and its tokens, {CLIENTS} connections"), whole, of_api());
    pages(report, &place, &site, cores);
    by_code::run(report, cores);
}

/// Sends the form of the sign-in page; gives the code with which the browser is sent back.
async fn by_form(site: &Site, n: usize, line: &mut Line) -> String {
    let fields = [("username", &*user(n)), ("password", PASSWORD)];
    site.send("/login", &fields, None, line).await.code()
}

/// How soon the sign-in page comes, and how heavy it is.
fn pages(report: &mut Report, place: &Place, site: &Site, cores: usize) {
    let request = site.get(&site.address("/login"));
    let echo = echo_per_second(cores, READERS);
    let first_bytes = RefCell::new(Vec::<Duration>::new());
    let open = async |_| Line::open(place.authority()).await;
    let measured = metered(&place.meter(), || {
        drive(READERS, open, async |line: &mut Line| {
            let asked = Instant::now();
            line.send(&request).await;
            line.first_byte().await;
            first_bytes.borrow_mut().push(asked.elapsed());
            assert!(line.rest().await.starts_with(b"HTTP/1.1 200"));
        })
    });
    report.add(
        format!("sign-in page, {READERS} connections"),
        measured,
        Ceiling::new("an echo of JSON", echo),
    );
    let mut first_bytes = Waits(first_bytes.into_inner());
    report.note(format!(
        "sign-in page: its first byte after {:.2} ms (p50), {:.2} ms (p99)",
        first_bytes.percentile(50),
        first_bytes.percentile(99)
    ));
    let (page, files) = weigh(place, site, &request);
    report.note(format!(
        "sign-in page: {:.1} kB, with its {} files {:.1} kB",
        kilobytes(page),
        files.len(),
        kilobytes(page + files.iter().sum::<usize>())
    ));
}

/// The bytes of a page, and of each file that it refers to.
fn weigh(place: &Place, site: &Site, request: &[u8]) -> (usize, Vec<usize>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut line = Line::open(place.authority()).await;
        let page = String::from_utf8(line.ask(request).await.to_vec()).unwrap();
        let addresses: BTreeSet<&str> = page.split('"').filter(|text| text.contains("/assets/")).collect();
        let mut files = Vec::new();
        for address in addresses {
            files.push(line.ask(&site.get(address)).await.len());
        }
        assert!(files.len() >= 2, "a stylesheet and a script at least");
        (page.len(), files)
    })
}

fn kilobytes(bytes: usize) -> f64 {
    crate::timing::count(bytes) / 1e3
}
