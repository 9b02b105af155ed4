//! What a change of several aggregates must do.

use std::sync::atomic::{AtomicUsize, Ordering};

use domain::RefusalOf;
use ledger::{AppendError, Failure, Together};

use crate::{
    moment,
    nodes::Nodes,
    root,
    toy::{Build, HowOften, Open, OpenAnd, Refusal, TearDown, stream},
};

/// Why a change of doors did not come about.
#[derive(Debug, PartialEq)]
pub(crate) enum NotDone {
    Refused(Refusal),
    Append(AppendError),
}

impl From<Failure<Refusal>> for NotDone {
    fn from(failure: Failure<Refusal>) -> Self {
        match failure {
            Failure::Refused(refusal) => Self::Refused(refusal),
            other => panic!("{other}"),
        }
    }
}

impl From<AppendError> for NotDone {
    fn from(error: AppendError) -> Self {
        Self::Append(error)
    }
}

/// Tears down one door and builds another in its place.
async fn move_door(
    change: &mut Together<'_>,
    from: usize,
    to: usize,
) -> Result<u64, Failure<RefusalOf<Open>>> {
    let opened = change.ask(&stream(from), &Open).await?;
    change.ask(&stream(from), &TearDown).await?;
    change.ask(&stream(to), &Build("1 Main Street")).await?;
    Ok(opened)
}

pub(crate) async fn a_change_of_several_aggregates_is_one_append_in_which_a_name_moves(
    Nodes(one, two, _databases): Nodes,
) {
    let at = moment();
    let mut first = root(1);
    first.execute(&one, &Build("1 Main Street"), &moment()).await.unwrap();
    let moved = two.together::<_, NotDone>(&at, async |change| Ok(move_door(change, 1, 2).await?)).await;
    assert_eq!(moved, Ok(1));
    let holder = one.holder(&stream(1).ledger, "address", "1 Main Street").await.unwrap();
    assert_eq!(holder, Some(stream(2).id));
    assert_eq!(root(2).execute(&one, &Open, &moment()).await.unwrap(), 1);
    let gone = first.execute(&one, &Open, &moment()).await;
    assert!(
        matches!(gone, Err(Failure::Refused(Refusal::NoDoor))),
        "who read it before learns of the change"
    );
    let page = one.log().page(&stream(0).ledger, 0, 10).await.unwrap();
    let kinds: Vec<&str> = page.iter().map(|record| record.kind.as_str()).collect();
    assert_eq!(kinds, ["door.built", "door.opened", "door.torn_down", "door.built", "door.opened"]);
}

pub(crate) async fn what_begins_with_a_part_of_a_change_is_recorded_with_it(
    Nodes(one, two, _databases): Nodes,
) {
    let at = moment();
    root(1).execute(&one, &Build("1 Main Street"), &moment()).await.unwrap();
    let begun = two.together::<_, NotDone>(&at, async |change| {
        change.ask(&stream(2), &Build("2 Main Street")).await?;
        Ok(change.ask(&stream(1), &OpenAnd(3, Build("3 Main Street"))).await?)
    });
    assert_eq!(begun.await, Ok(1));
    for n in [2, 3] {
        assert_eq!(root(n).execute(&one, &Open, &moment()).await.unwrap(), 1, "it is there");
    }
    let refused = two.together::<u64, NotDone>(&at, async |change| {
        change.ask(&stream(1), &OpenAnd(4, Build("4 Main Street"))).await?;
        Ok(change.ask(&stream(5), &Open).await?)
    });
    assert_eq!(refused.await, Err(NotDone::Refused(Refusal::NoDoor)));
    assert_eq!(one.holder(&stream(4).ledger, "address", "4 Main Street").await.unwrap(), None);
}

pub(crate) async fn a_change_that_one_aggregate_refuses_or_whose_name_is_taken_records_nothing(
    Nodes(one, two, _databases): Nodes,
) {
    let at = moment();
    root(1).execute(&one, &Build("1 Main Street"), &moment()).await.unwrap();
    let refused = two.together::<u64, NotDone>(&at, async |change| {
        change.ask(&stream(1), &Open).await?;
        Ok(change.ask(&stream(2), &Open).await?)
    });
    assert_eq!(refused.await, Err(NotDone::Refused(Refusal::NoDoor)));
    let taken = two.together::<(), NotDone>(&at, async |change| {
        change.ask(&stream(1), &Open).await?;
        Ok(change.ask(&stream(2), &Build("1 Main Street")).await?)
    });
    assert_eq!(taken.await, Err(NotDone::Append(AppendError::Taken("address"))));
    let too_early = two.together::<(), NotDone>(&at, async |change| {
        change.ask(&stream(2), &Build("1 Main Street")).await?;
        Ok(change.ask(&stream(1), &TearDown).await?)
    });
    assert_eq!(
        too_early.await,
        Err(NotDone::Append(AppendError::Taken("address"))),
        "it is given back later"
    );
    let twice = two.together::<(), NotDone>(&at, async |change| {
        change.ask(&stream(2), &Build("2 Main Street")).await?;
        Ok(change.ask(&stream(3), &Build("2 Main Street")).await?)
    });
    assert_eq!(twice.await, Err(NotDone::Append(AppendError::Taken("address"))));
    assert_eq!(one.log().page(&stream(0).ledger, 0, 10).await.unwrap().len(), 1);
}

pub(crate) async fn where_a_stream_has_moved_on_all_decide_again(Nodes(one, two, _databases): Nodes) {
    let at = moment();
    root(1).execute(&one, &Build("1 Main Street"), &moment()).await.unwrap();
    root(2).execute(&one, &Build("2 Main Street"), &moment()).await.unwrap();
    let decided = AtomicUsize::new(0);
    let opened = one.together::<_, NotDone>(&at, async |change| {
        let first = change.ask(&stream(1), &Open).await?;
        let second = change.ask(&stream(2), &Open).await?;
        if decided.fetch_add(1, Ordering::Relaxed) == 0 {
            root(2).execute(&two, &Open, &moment()).await.unwrap();
        }
        Ok((first, second))
    });
    assert_eq!(opened.await, Ok((1, 2)));
    assert_eq!(decided.load(Ordering::Relaxed), 2);
    assert_eq!(root(1).execute(&two, &HowOften, &moment()).await.unwrap(), 1, "once, though decided twice");

    let never = one.together::<u64, NotDone>(&at, async |change| {
        root(2).execute(&two, &Open, &moment()).await.unwrap();
        let stale = change.ask(&stream(1), &Open).await?;
        let opened = change.ask(&stream(2), &Open).await?;
        root(2).execute(&two, &Open, &moment()).await.unwrap();
        Ok(stale + opened)
    });
    assert_eq!(never.await, Err(NotDone::Append(AppendError::Conflict)), "there is an end to it");
    assert_eq!(root(1).execute(&two, &HowOften, &moment()).await.unwrap(), 1);
}

pub(crate) async fn a_change_that_decides_nothing_answers_from_the_newest_states(
    Nodes(one, two, _databases): Nodes,
) {
    let at = moment();
    root(1).execute(&one, &Build("1 Main Street"), &moment()).await.unwrap();
    root(1).execute(&one, &Open, &moment()).await.unwrap();
    let asked = two.together::<_, NotDone>(&at, async |change| {
        Ok((change.ask(&stream(1), &HowOften).await?, change.ask(&stream(2), &HowOften).await?))
    });
    assert_eq!(asked.await, Ok((1, 0)));
    assert_eq!(one.log().page(&stream(0).ledger, 0, 10).await.unwrap().len(), 2);
}
