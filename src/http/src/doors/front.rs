//! The way of every request to its door.

use std::rc::Rc;

use actix_web::{
    HttpRequest, HttpResponse,
    dev::Payload,
    rt::time::timeout,
    web::{self, Data, ServiceConfig},
};

use crate::{
    doors::{
        api, confirmation, documents,
        door::Door,
        feedback, health, images, imports, limits,
        line::Line,
        metrics, pages, strict_transport,
        visit::{Front, Visit},
    },
    oauth,
};

/// Puts the front into an actix-web application.
pub fn configure(front: Data<Front>) -> impl FnOnce(&mut ServiceConfig) {
    move |config| {
        config.app_data(front).default_service(web::to(answer));
    }
}

async fn answer(front: Data<Front>, http: HttpRequest, payload: web::Payload) -> HttpResponse {
    let under_way = http.conn_data::<Rc<Line>>().map(|line| Rc::clone(line).begin());
    let door = Door::of(&http);
    let payload = payload.into_inner();
    if let (Payload::None, Some(under_way)) = (&payload, &under_way) {
        under_way.read_whole();
    }
    let visit = Visit::new(&front, &http, under_way.as_ref());
    let mut response = match door {
        // Supervisors and balancers decide by these whether this node lives: no limit may make it look dead.
        Door::Live => health::live(),
        Door::Ready => ready(&front).await,
        Door::Metrics => metrics::answer(&visit),
        Door::Confirmation => confirmation::answer(&visit).await,
        Door::Images => images::answer(&visit).await,
        Door::Documents => documents::answer(&visit).await,
        Door::Imports => imports::answer(&visit, payload).await,
        Door::OAuth => oauth::answer(&visit, payload).await,
        Door::Pages => pages::answer(&visit, payload).await,
        Door::Feedback => feedback::answer(&visit).await,
        Door::Api => api::answer(&visit, payload).await,
    };
    strict_transport::say(&visit, &mut response);
    if let Some(cors) = door.cors() {
        cors.show(&mut response);
    }
    response
}

async fn ready(front: &Front) -> HttpResponse {
    let ready = health::ready(&front.app, (front.alarms)());
    timeout(limits::READY_MAX, ready).await.unwrap_or_else(|_| health::not_ready())
}
