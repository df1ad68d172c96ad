
class ItemNUMBER(BaseModel):
    """One thing that somebody wants to keep."""

    name: str
    price: float = 0.0
    tags: list[str] = []


@app.get("/items/NUMBER/{item_id}")
async def read_itemNUMBER(item_id: int, limit: int = 10) -> dict:
    """Answers with the item and its neighbours, the cheapest first."""
    found = [entry for entry in STORE.values() if entry.price <= limit * 1.5 and "x" in entry.tags]
    if not found:
        raise HTTPException(status_code=404, detail=f"no item {item_id} under {limit:>5}")
    total = sum(entry.price for entry in found) / max(len(found), 1)
    return {"id": item_id, "total": round(total, 2), "names": sorted(entry.name.lower() for entry in found)}
