"""A person writes records on one device and reads them on another; a stale patch and a stranger's dataset are refused."""

from context import client, refusal, run


def records(answer):
    return {each["Key"]: each.get("Value") for each in answer["Records"]}


def sync(context):
    here, there = (client("cognito-sync", context["credentials"]) for _device in ("telephone", "tablet"))
    mine = {
        "IdentityPoolId": context["identity_pool"],
        "IdentityId": context["identity"],
        "DatasetName": "prefs",
    }

    def patch(device, key, value, count):
        token = device.list_records(**mine)["SyncSessionToken"]
        change = {"Op": "replace", "Key": key, "Value": value, "SyncCount": count}
        return {"SyncSessionToken": token, "RecordPatches": [change], **mine}

    empty = here.list_records(**mine)
    written = here.update_records(**patch(here, "theme", "dark", 0))["Records"]
    read = there.list_records(**mine)
    there.update_records(**patch(there, "theme", "light", written[0]["SyncCount"]))
    stale = refusal(here.update_records, **patch(here, "theme", "stale", written[0]["SyncCount"]))
    after = here.list_records(**mine)
    strange = {**mine, "IdentityId": context["guest"]}
    return {
        "existed_before": empty["DatasetExists"],
        "count_written": written[0]["SyncCount"],
        "read_elsewhere": records(read),
        "stale": stale,
        "after_stale": records(after),
        "count_after_stale": after["DatasetSyncCount"],
        "datasets": [each["DatasetName"] for each in here.list_datasets(
            IdentityPoolId=mine["IdentityPoolId"], IdentityId=mine["IdentityId"])["Datasets"]],
        "strangers_read": refusal(here.list_records, **strange),
        "strangers_write": refusal(here.update_records, **{**patch(here, "theme", "mine", 0), **strange}),
    }


run(sync)
