"""The walk through ComfyUI's graphs: the words, the numbers, and when to say that they cannot be told."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from imagineer_desktop.media.generation import Generation, LoraUse
from imagineer_desktop.media.generation.comfy_graph import graph_of
from imagineer_desktop.media.generation.comfy_pins import NO_PROMPT
from imagineer_desktop.media.generation.comfy_text import STYLED
from imagineer_desktop.media.generation.comfyui import NO_SAMPLER, SEVERAL, of_graph

Said = Callable[..., Generation | None]
Nodes = dict[str, Any]


def node(kind: str, **inputs: Any) -> dict[str, Any]:
    return {"class_type": kind, "inputs": inputs, "_meta": {"title": kind}}


def encoded(text: Any) -> dict[str, Any]:
    return node("CLIPTextEncode", text=text, clip=["model", 1])


def workflow(**changed: Any) -> Nodes:
    """The workflow everybody starts with, with some nodes changed, added, or taken away (None)."""
    nodes = {
        "model": node("CheckpointLoaderSimple", ckpt_name="dream.safetensors"),
        "latent": node("EmptyLatentImage", width=832, height=1216, batch_size=1),
        "yes": encoded("a cat"),
        "no": encoded("a dog"),
        "sampler": sampler(),
        "decode": node("VAEDecode", samples=["sampler", 0], vae=["model", 2]),
        "save": node("SaveImage", filename_prefix="ComfyUI", images=["decode", 0]),
    }
    return {key: value for key, value in {**nodes, **changed}.items() if value is not None}


def sampler(kind: str = "KSampler", **changed: Any) -> dict[str, Any]:
    inputs: dict[str, Any] = {
        "seed": 1038684211150939,
        "steps": 20,
        "cfg": 5.0,
        "sampler_name": "euler",
        "scheduler": "karras",
        "denoise": 1.0,
        "model": ["model", 0],
        "positive": ["yes", 0],
        "negative": ["no", 0],
        "latent_image": ["latent", 0],
    }
    return node(kind, **{**inputs, **changed})


def made_by(nodes: Nodes) -> Generation:
    graph = graph_of(nodes)
    assert graph is not None
    return of_graph(graph)


def words_of(**changed: Any) -> tuple[str | None, str | None]:
    found = made_by(workflow(**changed))
    return found.prompt, found.negative_prompt


def test_the_workflow_everybody_starts_with() -> None:
    found = made_by(workflow())
    assert (found.prompt, found.negative_prompt, found.seed) == ("a cat", "a dog", 1038684211150939)
    assert (found.steps, found.guidance_scale, found.sampler, found.scheduler) == (20, 5.0, "euler", "karras")
    assert (found.model, found.size, found.notes) == ("dream.safetensors", (832, 1216), ())


@pytest.mark.parametrize(
    "chain",
    [
        {"t": node("PrimitiveString", value="a cat")},
        {"t": node("String Literal", string="a cat")},
        {"t": node("Reroute", **{"": ["u", 0]}), "u": node("Text Multiline", text="a cat")},
        {
            "t": node("StringConcatenate", string_a="a ", string_b=["u", 0], delimiter=""),
            "u": node("Text", Text="cat"),
        },
        {
            "t": node(
                "Text Concatenate",
                delimiter=" ",
                clean_whitespace="true",
                text_b="cat",
                text_a="a",
                text_c="",
            )
        },
        {"t": node("JoinStrings", delimiter=" ", string1="a", string2="cat")},
        {"t": node("StringReplace", string="a dog", find="dog", replace="cat")},
        {
            "t": node("ShowText|pysssss", text=["u", 0], text_0="stale"),
            "u": node("PrimitiveStringMultiline", value="a cat"),
        },
        {
            "t": node("ComfySwitchNode", switch=["b", 0], on_true="a cat", on_false="a dog"),
            "b": node("PrimitiveBoolean", value=True),
        },
        {"t": node("ComfySwitchNode", switch=False, on_true="a dog", on_false="a cat")},
        {"t": node("CR Text Input Switch", Input=2, text1="a dog", text2="a cat")},
        {"t": node("Any Switch (rgthree)", any_02=["u", 0]), "u": node("PrimitiveString", value="a cat")},
        {
            "t": node(
                "ImpactWildcardProcessor",
                wildcard_text="a {cat|dog}",
                populated_text="a cat",
                mode="populate",
            )
        },
        {"t": node("easy positive", positive="a cat")},
        {"t": node("DPRandomGenerator", text="a cat", seed=1)},
        {"t": node("StringFunction|pysssss", action="append", tidy_tags="no", text_a="a ", text_b="cat")},
        {"t": node("StringFunction|pysssss", action="replace", text_a="a dog", text_b="dog", text_c="cat")},
        {"t": node("SDXLPromptStyler", text_positive="a cat", text_negative="a dog", style="base")},
        {"t": node("easy stylesSelector", positive="a cat", negative="a dog", styles="none")},
        {"t": node("CR Combine Prompt", part1="a", part2="cat", part3="", separator=" ")},
        {"t": node("Text Concatenate (JPS)", delimiter="space", text1="a", text2="cat")},
        {
            "t": node("ImpactConditionalBranch", cond=["b", 0], tt_value=["u", 0], ff_value=["v", 0]),
            "b": node("ImpactBoolean", value=False),
            "u": node("Text", text="a dog"),
            "v": node("Text", text="a cat"),
        },
        {
            "t": node("ImpactSwitch", select=2, sel_mode=False, input1=["u", 0], input2=["v", 0]),
            "u": node("Text", text="a dog"),
            "v": node("Text", text="a cat"),
        },
        {
            "t": node("easy anythingIndexSwitch", index=["i", 0], value0=["u", 0], value1=["v", 0]),
            "i": node("PrimitiveInt", value=1),
            "u": node("Text", text="a dog"),
            "v": node("Text", text="a cat"),
        },
        {
            "t": node("easy showAnything", anything=["u", 0], text="stale"),
            "u": node("easy string", value="a cat"),
        },
    ],
)
def test_text_that_comes_from_other_nodes(chain: Nodes) -> None:
    assert words_of(yes=encoded(["t", 0]), **chain) == ("a cat", "a dog")


@pytest.mark.parametrize(
    "chain",
    [
        {"t": node("DPRandomGenerator", text="a {cat|dog}", seed=1)},
        {"t": node("ImpactWildcardProcessor", wildcard_text="a __animal__")},
        {"t": node("Load Text File", file="prompts.txt")},
        {"t": node("StringRegex", string="a dog", pattern="d.g", replacement="cat")},
        {"t": node("Florence2Run", image=["i", 0], text_input=""), "i": node("LoadImage", image="x.png")},
        {
            "t": node("TextGenerate", prompt=["u", 0]),
            "u": node("StringConcatenate", string_a="You are", string_b="a cat"),
        },
        {"t": node("SomethingNew", alpha="a cat", beta="a dog")},
        {
            "t": node("ComfySwitchNode", switch=["r", 0], on_true="a", on_false="b"),
            "r": node("RandomBoolean", seed=1),
        },
        {"t": node("Reroute", **{"": ["t", 0]})},
        {"t": node("easy wildcards", text="a __animal__", seed=1)},
        {"t": node("CaseConverter", string="A CAT", mode="lowercase")},
        {"t": node("StringFunction|pysssss", action="replace", text_a="a dog", text_b="/d.g/", text_c="cat")},
        {},
    ],
)
def test_words_that_cannot_be_told_are_not_guessed(chain: Nodes) -> None:
    found = made_by(workflow(yes=encoded(["t", 0]), **chain))
    assert found.prompt is None
    assert NO_PROMPT in found.notes
    assert (found.negative_prompt, found.seed) == ("a dog", 1038684211150939)


def test_a_prompt_that_a_language_model_rewrote_is_what_it_was_given() -> None:
    refined = {
        "user": node("PrimitiveStringMultiline", value="a cat"),
        "system": node("PrimitiveStringMultiline", value="You are an expert"),
        "both": node("StringConcatenate", string_a=["system", 0], string_b=["user", 0], delimiter=""),
        "made": node("TextGenerate", prompt=["both", 0]),
        "which": node("ComfySwitchNode", switch=True, on_false=["user", 0], on_true=["made", 0]),
    }
    found = made_by(workflow(yes=encoded(["which", 0]), **refined))
    assert found.prompt == "a cat"
    assert any("language model" in note for note in found.notes)


@pytest.mark.parametrize(
    "chain",
    [
        {"c": node("ControlNetApplyAdvanced", positive=["yes", 0], negative=["no", 0], control_net=["x", 0])},
        {"c": node("ControlNetApply", conditioning=["yes", 0], control_net=["x", 0], image=["x", 0])},
        {"c": node("FluxGuidance", conditioning=["yes", 0], guidance=3.5)},
        {"c": node("Reroute", **{"": ["yes", 0]})},
        {
            "c": node("ConditioningCombine", conditioning_1=["yes", 0], conditioning_2=["z", 0]),
            "z": node("ConditioningZeroOut", conditioning=["no", 0]),
        },
        {"c": node("ComfySwitchNode", switch=True, on_true=["yes", 0], on_false=["no", 0])},
        {"c": node("Power Prompt (rgthree)", prompt="a cat", opt_clip=["model", 1])},
        {"c": node("CLIPTextEncodeSDXL", text_g="a cat", text_l="a cat", width=1024)},
        {"c": node("CLIPTextEncodeFlux", clip_l="", t5xxl="a cat", guidance=3.5)},
        {"c": node("TextEncodeQwenImageEdit", prompt="a cat", clip=["model", 1])},
        {"c": node("Efficient Loader", ckpt_name="dream.safetensors", positive="a cat", negative="a dog")},
        {"c": node("UnknownPatch", thing=["yes", 0], strength=1.0)},
        {"c": node("SDXL Power Prompt - Positive (rgthree)", prompt_g="a cat", prompt_l="a cat")},
        {"c": node("smZ CLIPTextEncode", text="", with_SDXL=True, text_g="a cat", text_l="a cat")},
        {
            "c": node(
                "ImpactWildcardEncode", wildcard_text="a {cat|dog}", populated_text="a cat", mode="populate"
            )
        },
        {
            "c": node(
                "CR Conditioning Input Switch", Input=2, conditioning1=["no", 0], conditioning2=["yes", 0]
            )
        },
        {
            "c": node(
                "ConditioningAverage",
                conditioning_to=["yes", 0],
                conditioning_from=["yes", 0],
                conditioning_to_strength=0.5,
            )
        },
        {
            "c": node("FromBasicPipe_v2", basic_pipe=["p", 0]),
            "p": node("ToBasicPipe", model=["model", 0], positive=["yes", 0], negative=["no", 0]),
        },
        {
            "c": node("Context (rgthree)", base_ctx=["p", 0], clip=["model", 1]),
            "p": node("Context Switch (rgthree)", ctx_02=["q", 0]),
            "q": node("Context Big (rgthree)", positive=["yes", 0], negative=["no", 0]),
        },
    ],
)
def test_conditioning_that_passes_through_other_nodes(chain: Nodes) -> None:
    assert words_of(sampler=sampler(positive=["c", 0]), **chain) == ("a cat", "a dog")


def test_two_prompts_that_are_combined_are_both_shown() -> None:
    both = node("ConditioningCombine", conditioning_1=["yes", 0], conditioning_2=["more", 0])
    assert words_of(sampler=sampler(positive=["c", 0]), c=both, more=encoded("a hat"))[0] == "a cat\na hat"


def test_the_outputs_of_a_node_with_several_texts_are_told_apart() -> None:
    several = node("Text String", text="a cat", text_b="a dog", text_c="", text_d="")
    assert words_of(t=several, yes=encoded(["t", 0]), no=encoded(["t", 1])) == ("a cat", "a dog")


def test_a_styler_gives_both_prompts() -> None:
    styler = node("SDXLPromptStyler", text_positive="a cat", text_negative="a dog", style="anime")
    found = made_by(workflow(t=styler, yes=encoded(["t", 0]), no=encoded(["t", 1])))
    assert (found.prompt, found.negative_prompt) == ("a cat", "a dog")
    assert STYLED in found.notes


@pytest.mark.parametrize(
    ("loader", "sampling"),
    [
        (
            node("Efficient Loader", ckpt_name="dream.safetensors", positive="a cat", negative="a dog"),
            sampler("KSampler (Efficient)", model=["l", 0], positive=["l", 1], negative=["l", 2]),
        ),
        (
            node("easy fullLoader", ckpt_name="dream.safetensors", positive="a cat", negative=["t", 0]),
            node("easy fullkSampler", pipe=["s", 0]),
        ),
        (
            node("ttN pipeLoader_v2", ckpt_name="dream.safetensors", positive="a cat", negative="a dog"),
            node("ttN pipeKSampler_v2", pipe=["l", 0], seed=1038684211150939, steps=20, cfg=5.0),
        ),
        (
            node("ToBasicPipe", model=["model", 0], positive=["yes", 0], negative=["no", 0]),
            node("ImpactKSamplerBasicPipe", basic_pipe=["l", 0], seed=1038684211150939, steps=20, cfg=5.0),
        ),
    ],
)
def test_loaders_and_pipes_that_hold_everything(loader: Nodes, sampling: Nodes) -> None:
    settings = node("easy preSampling", pipe=["l", 0], seed=1038684211150939, steps=20, cfg=5.0)
    text = node("easy negative", negative="a dog")
    found = made_by(workflow(l=loader, s=settings, t=text, sampler=sampling))
    assert (found.prompt, found.negative_prompt, found.model) == ("a cat", "a dog", "dream.safetensors")
    assert (found.seed, found.steps, found.guidance_scale) == (1038684211150939, 20, 5.0)


def test_a_node_that_holds_several_numbers_gives_each_its_own() -> None:
    config = node(
        "KSampler Config (rgthree)",
        steps_total=24,
        refiner_step=20,
        cfg=4.5,
        sampler_name="dpmpp_2m",
        scheduler="karras",
    )
    linked = sampler(steps=["c", 0], cfg=["c", 2], sampler_name=["c", 3], scheduler=["c", 4])
    found = made_by(workflow(sampler=linked, c=config))
    assert (found.steps, found.guidance_scale, found.sampler) == (24, 4.5, "dpmpp_2m")


def test_a_model_whose_name_comes_from_another_node() -> None:
    named = node("CheckpointLoaderSimple", ckpt_name=["n", 0])
    found = made_by(workflow(model=named, n=node("Checkpoint Name Selector", ckpt_name="dream.safetensors")))
    assert found.model == "dream.safetensors"


def test_the_parts_of_a_sampler_may_be_behind_reroutes() -> None:
    parts = {
        "sampler": node("SamplerCustomAdvanced", noise=["r1", 0], guider=["r2", 0], sampler=["euler", 0],
                        sigmas=["r3", 0], latent_image=["r4", 0]),
        "r1": node("Reroute", **{"": ["noise", 0]}),
        "r2": node("Reroute", **{"": ["guider", 0]}),
        "r3": node("Reroute", **{"": ["split", 0]}),
        "r4": node("Reroute", **{"": ["latent", 0]}),
        "noise": node("RandomNoise", noise_seed=7),
        "guider": node("CFGGuider", model=["model", 0], positive=["yes", 0], negative=["no", 0], cfg=3.0),
        "split": node("SplitSigmas", sigmas=["sigmas", 0], step=3),
        "sigmas": node("BasicScheduler", scheduler="simple", steps=28, model=["model", 0]),
        "euler": node("KSamplerSelect", sampler_name="euler"),
    }  # fmt: skip
    found = made_by(workflow(**parts))
    assert (found.prompt, found.negative_prompt, found.seed, found.steps) == ("a cat", "a dog", 7, 28)
    assert (found.guidance_scale, found.model, found.size) == (3.0, "dream.safetensors", (832, 1216))


def test_the_only_sampler_has_made_a_picture_that_leads_nowhere() -> None:
    assert made_by(workflow(save=node("SaveImage", images=["gone", 0]), decode=None)).prompt == "a cat"


def test_a_zeroed_negative_prompt_is_empty() -> None:
    assert words_of(no=node("ConditioningZeroOut", conditioning=["yes", 0])) == ("a cat", "")


def test_the_first_of_two_passes_counts() -> None:
    second = sampler(seed=7, steps=5, denoise=0.4, latent_image=["larger", 0], positive=["detail", 0])
    found = made_by(
        workflow(
            larger=node("LatentUpscale", samples=["sampler", 0], width=1664, height=2432),
            detail=encoded("details"),
            second=second,
            decode=node("VAEDecode", samples=["second", 0], vae=["model", 2]),
        )
    )
    assert (found.prompt, found.seed, found.steps, found.size) == ("a cat", 1038684211150939, 20, (832, 1216))


def test_a_detailer_does_not_hide_the_sampler() -> None:
    detailer = sampler("FaceDetailer", seed=3, image=["decode", 0], latent_image=None, positive=["face", 0])
    found = made_by(workflow(face=encoded("a face"), fix=detailer, save=node("SaveImage", images=["fix", 0])))
    assert (found.prompt, found.seed) == ("a cat", 1038684211150939)


def test_a_sampler_of_parts() -> None:
    parts = {
        "sampler": node("SamplerCustomAdvanced", **{key: [key, 0] for key in ("noise", "guider", "sigmas")},
                        sampler=["euler", 0], latent_image=["latent", 0]),
        "noise": node("RandomNoise", noise_seed=2**64 - 1),
        "guider": node("BasicGuider", model=["flux", 0], conditioning=["guided", 0]),
        "guided": node("FluxGuidance", guidance=3.5, conditioning=["yes", 0]),
        "euler": node("KSamplerSelect", sampler_name="euler"),
        "sigmas": node("BasicScheduler", scheduler="simple", steps=["steps", 0], model=["flux", 0]),
        "steps": node("PrimitiveInt", value=28),
        "flux": node("UNETLoader", unet_name="flux1-dev.safetensors", weight_dtype="default"),
    }  # fmt: skip
    found = made_by(workflow(**parts, no=None))
    assert (found.prompt, found.negative_prompt, found.seed) == ("a cat", None, 2**64 - 1)
    assert (found.steps, found.guidance_scale, found.sampler) == (28, 3.5, "euler")
    assert (found.scheduler, found.model, found.size) == ("simple", "flux1-dev.safetensors", (832, 1216))


def test_a_node_that_calls_a_service_is_given_words() -> None:
    service = node("FluxProUltraImageNode", prompt=["t", 0], seed=5, aspect_ratio="16:9", raw=False)
    found = made_by(
        {"a": service, "t": node("PrimitiveString", value="a cat"), "b": node("SaveImage", images=["a", 0])}
    )
    assert (found.prompt, found.negative_prompt, found.seed, found.steps) == ("a cat", None, 5, None)


def test_loras_are_listed_with_their_weights() -> None:
    found = made_by(
        workflow(
            sampler=sampler(model=["power", 0]),
            power=node(
                "Power Lora Loader (rgthree)",
                model=["one", 0],
                lora_1={"on": True, "lora": "mist.safetensors", "strength": 0.5},
                lora_2={"on": False, "lora": "off.safetensors", "strength": 1},
            ),
            one=node(
                "LoraLoader",
                model=["model", 0],
                lora_name="fog.safetensors",
                strength_model=0.8,
                strength_clip=1,
            ),
        )
    )
    assert found.loras == (LoraUse("fog.safetensors", 0.8), LoraUse("mist.safetensors", 0.5))
    assert found.model == "dream.safetensors"


def test_numbers_that_come_from_other_nodes() -> None:
    found = made_by(
        workflow(
            sampler=sampler(seed=["seed", 0], steps=["steps", 0], cfg=["cfg", 0]),
            seed=node("Seed (rgthree)", seed=42),
            steps=node("PrimitiveInt", value=12),
            cfg=node("MathExpression", expression="a + 1", a=3),
        )
    )
    assert (found.seed, found.steps, found.guidance_scale) == (42, 12, None)


def test_nodes_of_a_group_are_ordinary_nodes() -> None:
    grouped = {f"4:{key}": value for key, value in workflow().items()}
    renamed = json.loads(json.dumps(grouped).replace('["', '["4:'))
    assert made_by(renamed).prompt == "a cat"


def test_several_pictures_tell_only_what_they_share() -> None:
    found = made_by(
        workflow(
            other=sampler(seed=5, positive=["otherwise", 0]),
            otherwise=encoded("a mouse"),
            pixels=node("VAEDecode", samples=["other", 0], vae=["model", 2]),
            save2=node("SaveImage", images=["pixels", 0]),
        )
    )
    assert (found.prompt, found.seed) == (None, None)
    assert (found.negative_prompt, found.steps, found.model) == ("a dog", 20, "dream.safetensors")
    assert SEVERAL in found.notes


def test_a_graph_without_a_sampler_says_so() -> None:
    found = made_by({"a": node("LoadImage", image="x.png"), "b": node("SaveImage", images=["a", 0])})
    assert (found.prompt, found.notes) == (None, (NO_SAMPLER,))


def test_a_graph_that_doubles_at_every_node_ends() -> None:
    doubling = {
        f"t{n}": node("StringConcatenate", string_a=[f"t{n + 1}", 0], string_b=[f"t{n + 1}", 0])
        for n in range(60)
    }
    found = made_by(workflow(yes=encoded(["t0", 0]), t60=node("PrimitiveString", value="x"), **doubling))
    assert found.prompt is None


def test_switches_that_run_in_circles_end() -> None:
    own = node("ComfySwitchNode", switch=["t", 0], on_true=["t", 0], on_false=["t", 0], value=["t", 0])
    pair = node("LoRA Stacker", lora_stack=["stack2", 0], lora_name_1="fog", model_weight_1=0.5)
    other = node("LoRA Stacker", lora_stack=["stack1", 0])
    nodes = workflow(yes=encoded(["t", 0]), t=own, stack1=pair, stack2=other)
    nodes["sampler"]["inputs"] |= {"seed": ["t", 0], "model": ["loader", 0]}
    nodes["loader"] = node("Efficient Loader", ckpt_name="dream.safetensors", lora_stack=["stack1", 0])
    found = made_by(nodes)
    assert (found.prompt, found.seed, found.model) == (None, None, "dream.safetensors")


def test_switches_that_double_at_every_node_end() -> None:
    chain = {
        f"t{n}": node(
            "ComfySwitchNode", switch=[f"t{n + 1}", 0], on_true=[f"t{n + 1}", 0], on_false=[f"t{n + 1}", 0]
        )
        for n in range(200)
    }
    assert made_by(workflow(yes=encoded(["t0", 0]), t200=node("PrimitiveBoolean", value=True), **chain)).seed


def test_a_graph_that_runs_in_circles_ends() -> None:
    nodes = workflow(
        latent=node("LatentBlend", samples=["sampler", 0]),
        yes=node("ConditioningCombine", conditioning_1=["yes", 0], conditioning_2=["yes", 0]),
        model=node("ModelMerge", model1=["model", 0]),
    )
    found = made_by(nodes)
    assert (found.prompt, found.model, found.negative_prompt) == (None, None, "a dog")


@pytest.mark.parametrize(
    "broken", [None, [], "x", 5, {"inputs": []}, {"inputs": {"samples": ["nowhere", 0]}}, ["save", 0]]
)
def test_a_broken_graph_does_not_raise(broken: Any) -> None:
    for key in workflow():
        made_by({**workflow(), key: broken})
        made_by({**workflow(), key: {"class_type": "KSampler", "inputs": broken}})


@pytest.mark.parametrize("suffix", [".jpg", ".webp"])
def test_the_places_of_a_graph_in_exif(said_by_jpeg: Said, suffix: str) -> None:
    prompt, drawn = json.dumps(workflow()), json.dumps({"nodes": []})
    both = {"prompt": workflow(), "workflow": {"nodes": []}}
    places: list[dict[int, Any]] = [
        {0x0110: f"prompt:{prompt}", 0x010F: f"workflow:{drawn}"},
        {0x010F: f"Prompt: {prompt}", 0x010E: f"Workflow: {drawn}"},
        {0x9286: json.dumps(both)},
        {0x9286: b"ASCII\0\0\0" + json.dumps({"prompt": prompt, "workflow": drawn}).encode()},
    ]
    for tags in places:
        found = said_by_jpeg(tags, suffix=suffix)
        assert found is not None
        assert (found.generator, found.prompt, found.seed) == ("ComfyUI", "a cat", 1038684211150939)


def test_json_may_hold_nan(said_by_png: Said) -> None:
    found = said_by_png(prompt=json.dumps(workflow(x=node("Other", value=float("nan")))))
    assert found is not None
    assert found.prompt == "a cat"


def test_a_saver_that_knows_is_believed_and_one_that_does_not_is_not(said_by_png: Said) -> None:
    known = said_by_png(
        parameters="a resolved cat\nNegative prompt: dog\nSteps: 9, Seed: 8, CFG scale: 2, Version: ComfyUI",
        prompt=workflow(yes=encoded(["nowhere", 0])),
    )
    unknown = said_by_png(
        parameters="unknown\nNegative prompt: unknown\nSteps: 9, Seed: 8, CFG scale: 2, Model: unknown",
        prompt=workflow(),
    )
    assert known is not None
    assert unknown is not None
    assert (known.prompt, known.seed, known.model, known.notes) == (
        "a resolved cat",
        8,
        "dream.safetensors",
        (),
    )
    assert (unknown.prompt, unknown.negative_prompt, unknown.model) == ("a cat", "a dog", "dream.safetensors")
    assert (unknown.seed, unknown.steps) == (1038684211150939, 20)


def test_a_drawing_alone_tells_no_prompt(said_by_png: Said) -> None:
    found = said_by_png(
        workflow={"nodes": [{"type": "CLIPTextEncode", "widgets_values": ["a cat"]}], "links": []}
    )
    assert found is not None
    assert (found.generator, found.prompt) == ("ComfyUI", None)
    assert found.notes
