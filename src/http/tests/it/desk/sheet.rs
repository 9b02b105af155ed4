//! The sheet of one operation: the calls that were made and what was answered, compared with its snapshot file.

use std::{
    cell::{Cell, RefCell},
    fmt::Write as _,
    path::Path,
};

use app::{Settings, testing::InProcess};
use serde_json::Value;
use wire::{Operation, Protocol};

use super::{Answer, Caller, Desk, Request, operation, secrets::Secrets, usual};

/// Runs a scenario of an operation, and compares what it has written down with the file of that operation.
pub(crate) fn of(name: &str, scenario: impl AsyncFnOnce(&Sheet)) {
    run(name, None, |_| (), scenario);
}

/// The same for a further scenario, which has a file of its own.
pub(crate) fn of_part(name: &str, part: &str, scenario: impl AsyncFnOnce(&Sheet)) {
    run(name, Some(part), |_| (), scenario);
}

/// Runs a scenario that is of no operation, and writes nothing down by itself.
pub(crate) fn unwritten(scenario: impl AsyncFnOnce(&Sheet)) {
    unwritten_at(Desk::open, scenario);
}

/// The same at a desk of its own.
pub(crate) fn unwritten_at(desk: impl AsyncFnOnce() -> Desk, scenario: impl AsyncFnOnce(&Sheet)) {
    actix_web::rt::System::new().block_on(async {
        scenario(&Sheet::begin(None, desk().await)).await;
    });
}

/// The same in a service with other settings.
pub(crate) fn of_part_with(
    name: &str,
    part: &str,
    change: impl FnOnce(&mut Settings),
    scenario: impl AsyncFnOnce(&Sheet),
) {
    run(name, Some(part), change, scenario);
}

fn run(
    name: &str,
    part: Option<&str>,
    change: impl FnOnce(&mut Settings),
    scenario: impl AsyncFnOnce(&Sheet),
) {
    actix_web::rt::System::new().block_on(async {
        let desk = Desk::of(InProcess::start_with(|settings, _| change(settings)).await);
        let operation = operation(name);
        let sheet = Sheet::begin(Some(operation), desk);
        scenario(&sheet).await;
        let name =
            part.map_or_else(|| operation.name.to_owned(), |part| format!("{}_{part}", operation.name));
        sheet.compare(operation.service.name, &name);
    });
}

/// Runs a scenario of requests that are of no operation, and compares what it has written down with a file of that folder and name.
pub(crate) fn of_requests(
    folder: &str,
    name: &str,
    desk: impl AsyncFnOnce() -> Desk,
    scenario: impl AsyncFnOnce(&Sheet),
) {
    actix_web::rt::System::new().block_on(async {
        let sheet = Sheet::begin(None, desk().await);
        scenario(&sheet).await;
        sheet.compare(folder, name);
    });
}

/// The calls of an operation, written down one after another.
pub(crate) struct Sheet {
    pub(crate) desk: Desk,
    /// None where requests are of no operation.
    operation: Option<&'static Operation>,
    secrets: RefCell<Secrets>,
    written: RefCell<String>,
    /// Mails and texts that are written down.
    shown: Cell<(usize, usize)>,
    /// Whether the events that functions get are written down.
    shows_functions: Cell<bool>,
}

impl Sheet {
    fn begin(operation: Option<&'static Operation>, desk: Desk) -> Self {
        Self {
            desk,
            operation,
            secrets: RefCell::default(),
            written: RefCell::default(),
            shown: Cell::default(),
            shows_functions: Cell::default(),
        }
    }

    fn operation(&self) -> &'static Operation {
        self.operation.expect("the sheet is of an operation")
    }

    /// Makes a call that is not written down; it must succeed.
    pub(crate) async fn ask(&self, name: &str, input: Value) -> Value {
        let answer = self.desk.answer(name, &input).await;
        assert_eq!(answer.status, 200, "{name} {input}: {}", answer.body);
        self.secrets.borrow_mut().learn_from(&answer.body);
        self.shown.set(self.sent());
        self.events();
        answer.json()
    }

    /// From now on the events that functions get in a call are written down with it.
    pub(crate) fn show_functions(&self) {
        self.desk.house.functions.take_asked();
        self.shows_functions.set(true);
    }

    /// Shows a value by a name.
    pub(crate) fn learn(&self, value: &str, name: &str) {
        self.secrets.borrow_mut().learn(value, name);
    }

    /// The same for a short one, where it is a whole text of a JSON.
    pub(crate) fn learn_quoted(&self, value: &str, name: &str) {
        self.secrets.borrow_mut().learn_quoted(value, name);
    }

    /// A call of the operation that must succeed, by its usual caller.
    pub(crate) async fn good(&self, title: &str, input: Value) -> Value {
        self.good_by(&usual(self.operation()), title, input).await.json()
    }

    /// The same by any caller.
    pub(crate) async fn good_by(&self, by: &Caller, title: &str, input: Value) -> Answer {
        let answer = self.write(by, title, &input).await;
        assert_eq!(answer.status, 200, "{title}: {}", answer.body);
        answer
    }

    /// A call of the operation that must be refused, by an error that its model declares or that any operation may answer.
    pub(crate) async fn refused(&self, title: &str, input: Value) {
        self.refused_by(&usual(self.operation()), title, input).await;
    }

    /// The same by any caller.
    pub(crate) async fn refused_by(&self, by: &Caller, title: &str, input: Value) {
        let answer = self.write(by, title, &input).await;
        let code = code(self.operation(), &answer);
        assert_ne!(answer.status, 200, "{title} was not refused");
        assert!(self.operation().may_answer(&code), "{title}: {code} is no error of {:?}", self.operation());
    }

    /// What every signed operation refuses: a call that is not signed, one that no policy allows, and one that says nothing.
    pub(crate) async fn refused_as_signed(&self, input: &Value) {
        self.refused_by(&Caller::Nobody, "not signed", input.clone()).await;
        let stranger = crate::identity_pools::stranger(self).await;
        self.refused_by(&stranger, "no policy allows it", input.clone()).await;
        let needs = |shape: &wire::shape::Shape| shape.members().iter().any(|member| member.required);
        let is_read = self.operation().service.protocol != Protocol::RestJson;
        if is_read && self.operation().input.is_some_and(needs) {
            self.refused("nothing is given", serde_json::json!({})).await;
        }
    }

    async fn write(&self, by: &Caller, title: &str, input: &Value) -> Answer {
        let answer = self.desk.call(self.operation(), input, by).await;
        assert!(answer.header("x-amzn-requestid").is_some(), "{title}: every answer has an id");
        self.secrets.borrow_mut().learn_from(&answer.body);
        let mut text = format!("# {title}\n{}{input}\n\n{}\n", signer(by), answer.status);
        for name in ["content-type", "x-amzn-errortype"] {
            if let Some(value) = answer.header(name) {
                writeln!(text, "{name}: {value}").unwrap();
            }
        }
        if !answer.body.is_empty() {
            writeln!(text, "{}", readable(&answer.body)).unwrap();
        }
        text.push_str(&self.messages());
        text.push_str(&self.events());
        writeln!(self.written.borrow_mut(), "{text}").unwrap();
        answer
    }

    /// A request of no operation, as `shown`, and its answer with these headers.
    pub(crate) async fn request(
        &self,
        title: &str,
        shown: &str,
        request: Request,
        headers: &[&str],
    ) -> Answer {
        let answer = self.desk.send_as(request, "", &Caller::Nobody).await;
        self.secrets.borrow_mut().learn_from(&answer.body);
        let mut text = format!("# {title}\n{shown}\n\n{}\n", answer.status);
        for name in headers {
            if let Some(value) = answer.header(name) {
                writeln!(text, "{name}: {value}").unwrap();
            }
        }
        if !answer.body.is_empty() {
            writeln!(text, "{}", readable(&answer.body)).unwrap();
        }
        text.push_str(&self.events());
        writeln!(self.written.borrow_mut(), "{text}").unwrap();
        answer
    }

    fn sent(&self) -> (usize, usize) {
        let outbox = &self.desk.house.outbox;
        (outbox.mails().len(), outbox.texts().len())
    }

    /// What was sent since the last call.
    fn messages(&self) -> String {
        let (outbox, (mails, texts)) = (&self.desk.house.outbox, self.shown.get());
        let mut sent = String::new();
        for mail in outbox.mails().iter().skip(mails) {
            writeln!(sent, "\nmail to {}: {}\n{}", mail.to, mail.subject, mail.text).unwrap();
        }
        for text in outbox.texts().iter().skip(texts) {
            writeln!(sent, "\ntext to {}\n{}", text.to, text.body).unwrap();
        }
        self.shown.set(self.sent());
        sent
    }

    /// What functions were asked since the last call, where that is shown.
    fn events(&self) -> String {
        let mut asked = String::new();
        if self.shows_functions.get() {
            for app::testing::Asked { function, event } in self.desk.house.functions.take_asked() {
                let event = serde_json::to_string_pretty(&event).unwrap();
                writeln!(asked, "\n{function} is asked\n{event}").unwrap();
            }
        }
        asked
    }

    fn compare(&self, folder: &str, name: &str) {
        self.compare_text(folder, name, &self.written.borrow());
    }

    /// Compares a text with the file of a folder and name.
    pub(crate) fn compare_text(&self, folder: &str, name: &str, text: &str) {
        let written = self.secrets.borrow().hide(text);
        let mut settings = insta::Settings::clone_current();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(SNAPSHOTS).join(folder);
        settings.set_snapshot_path(folder);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name, written.trim_end()));
    }
}

/// Where the files are, a folder a service, in the crate's folder.
pub(crate) const SNAPSHOTS: &str = "tests/it/snapshots";

fn signer(by: &Caller) -> &'static str {
    match by {
        Caller::Nobody => "",
        Caller::Administrator => "signed by the administrator\n",
        Caller::Session(_) => "signed by a session\n",
    }
}

/// The code of an error.
fn code(operation: &Operation, answer: &Answer) -> String {
    let code = match operation.service.protocol {
        Protocol::Json => answer.json()["__type"].as_str().map(ToOwned::to_owned),
        Protocol::RestJson => {
            answer.header("x-amzn-errortype").map(|code| code.trim_end_matches(':').to_owned())
        }
        Protocol::Query => {
            answer.body.split_once("<Code>").map(|(_, rest)| rest.split('<').next().unwrap().to_owned())
        }
    };
    code.unwrap_or_else(|| panic!("no error: {} {}", answer.status, answer.body))
}

/// JSON with a line a member, XML with a line an element.
fn readable(body: &str) -> String {
    match serde_json::from_str::<Value>(body) {
        Ok(value) => serde_json::to_string_pretty(&value).unwrap(),
        Err(_) => body.replace("><", ">\n<"),
    }
}
