"""ComfyUI's two graphs of a text-to-image run: as executed, and as drawn in the editor."""

from __future__ import annotations

from typing import Any

from .recipe import Recipe

Node = dict[str, Any]


def api_graph(recipe: Recipe, sampler: str) -> dict[str, Node]:
    """The executed graph: node number -> class and inputs; a link is [node number, output]."""
    model, clip = ["4", 0], ["4", 1]
    graph: dict[str, Node] = {}
    for index, lora in enumerate(recipe.loras):
        number = str(10 + index)
        graph[number] = _node(
            "LoraLoader",
            "Load LoRA",
            lora_name=f"{lora.name}.safetensors",
            strength_model=lora.weight,
            strength_clip=lora.weight,
            model=model,
            clip=clip,
        )
        model, clip = [number, 0], [number, 1]
    graph["3"] = _node(
        "KSampler",
        "KSampler",
        seed=recipe.seed,
        steps=recipe.model.steps,
        cfg=recipe.model.cfg,
        sampler_name=sampler,
        scheduler=recipe.model.scheduler,
        denoise=1.0,
        model=model,
        positive=["6", 0],
        negative=["7", 0],
        latent_image=["5", 0],
    )
    graph["4"] = _node(
        "CheckpointLoaderSimple", "Load Checkpoint", ckpt_name=f"{recipe.model.name}.safetensors"
    )
    graph["5"] = _node(
        "EmptyLatentImage", "Empty Latent Image", width=recipe.size[0], height=recipe.size[1], batch_size=1
    )
    graph["6"] = _node("CLIPTextEncode", "CLIP Text Encode (Prompt)", text=recipe.prompt, clip=clip)
    graph["7"] = _node("CLIPTextEncode", "CLIP Text Encode (Prompt)", text=recipe.negative, clip=clip)
    graph["8"] = _node("VAEDecode", "VAE Decode", samples=["3", 0], vae=["4", 2])
    graph["9"] = _node("SaveImage", "Save Image", filename_prefix="ComfyUI", images=["8", 0])
    return graph


def _node(kind: str, title: str, **inputs: Any) -> Node:
    return {"inputs": inputs, "class_type": kind, "_meta": {"title": title}}


def editor_graph(recipe: Recipe, sampler: str) -> dict[str, Any]:
    """The drawn graph: nodes with places, widgets and numbered links [number, from, slot, to, slot, type]."""
    graph = api_graph(recipe, sampler)
    links: list[list[Any]] = []
    nodes = []
    for order, (number, node) in enumerate(sorted(graph.items(), key=lambda entry: int(entry[0]))):
        inputs: list[Node] = []
        for name, value in node["inputs"].items():
            if isinstance(value, list):
                kind = _link_type(name)
                links.append([len(links) + 1, int(value[0]), value[1], int(number), len(inputs), kind])
                inputs.append({"name": name, "type": kind, "link": len(links)})
        nodes.append(
            {
                "id": int(number),
                "type": node["class_type"],
                "pos": [60 + 320 * (order % 4), 120 + 260 * (order // 4)],
                "size": [270, 130],
                "flags": {},
                "order": order,
                "mode": 0,
                "inputs": inputs,
                "outputs": [],
                "properties": {"Node name for S&R": node["class_type"]},
                "widgets_values": [value for value in node["inputs"].values() if not isinstance(value, list)],
            }
        )
    for drawn in nodes:
        drawn["outputs"] = _outputs(drawn["id"], links)
    return {
        "last_node_id": max(int(number) for number in graph),
        "last_link_id": len(links),
        "nodes": nodes,
        "links": links,
        "groups": [],
        "config": {},
        "extra": {},
        "version": 0.4,
    }


def _outputs(number: int, links: list[list[Any]]) -> list[Node]:
    """The outputs of a node, up to the last one in use."""
    used = [link for link in links if link[1] == number]
    outputs: list[Node] = []
    for slot in range(max((link[2] for link in used), default=-1) + 1):
        wires = [link for link in used if link[2] == slot]
        kind = wires[0][5] if wires else "*"
        outputs.append({"name": kind, "type": kind, "links": [link[0] for link in wires]})
    return outputs


def _link_type(name: str) -> str:
    """The type of what flows into an input of that name."""
    kinds = {
        "positive": "CONDITIONING",
        "negative": "CONDITIONING",
        "latent_image": "LATENT",
        "samples": "LATENT",
        "images": "IMAGE",
    }
    return kinds.get(name, name.upper())
