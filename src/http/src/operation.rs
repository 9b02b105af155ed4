//! What all operations share: who may call, what is acted on, and the way from a request to an answer.

use std::{pin::Pin, sync::Arc};

use app::{Answer, App};
use domain::Moment;
use wire::{AnswerForm, AwsError, ResponseParts, Typed};

use crate::{caller::Caller, fault::error_of, request::Request};

/// An operation that is built.
pub(crate) trait Operation: Typed + 'static {
    /// Who may call it.
    type Caller: Caller;

    /// The ARN of what it acts on; `*` for what has none.
    fn resource(_: &App, _: &Self::Input) -> String {
        "*".to_owned()
    }

    /// Serves it.
    async fn serve(
        app: &App,
        caller: Self::Caller,
        input: Self::Input,
        moment: &Moment,
    ) -> Answer<Self::Output>;
}

type Served = Pin<Box<dyn Future<Output = Result<ResponseParts, AwsError>>>>;

/// An operation in the list.
pub(crate) struct Entry {
    pub(crate) operation: fn() -> &'static wire::Operation,
    pub(crate) run: fn(Arc<App>, Arc<Request>) -> Served,
}

/// The entry of an operation.
pub(crate) const fn entry<O: Operation>() -> Entry {
    Entry { operation: O::operation, run: |app, request| Box::pin(run::<O>(app, request)) }
}

async fn run<O: Operation>(app: Arc<App>, request: Arc<Request>) -> Result<ResponseParts, AwsError> {
    let operation = O::operation();
    let mut moment = request.moment(&app, operation);
    // Who may not call learns nothing of what is wrong with the call.
    let caller = O::Caller::admit(&app, operation, &request, &mut moment).await?;
    let input = wire::read::<O::Input>(operation, &request.parts())
        .map_err(|error| error.answer(operation.service))?;
    caller.allow(&app, operation, &O::resource(&app, &input), &moment).await?;
    let output = O::serve(&app, caller, input, &moment).await.map_err(|fault| error_of(operation, fault))?;
    let form = AnswerForm::of(operation.service, &request.parts());
    Ok(wire::encode_typed_in::<O>(form, &output, &request.request_id))
}
