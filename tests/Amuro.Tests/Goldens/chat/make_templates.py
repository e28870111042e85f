# Writes templates.jsonl: renderings by Jinja2 3.1.6 with the settings of transformers (README.md beside it).
import json, sys, jinja2, datetime
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.ext import Extension, loopcontrols
from jinja2 import nodes
class Gen(Extension):
    tags={"generation"}
    def parse(self,parser):
        ln=next(parser.stream).lineno
        body=parser.parse_statements(["name:endgeneration"],drop_needle=True)
        return nodes.CallBlock(self.call_method("_m"),[],[],body).set_lineno(ln)
    def _m(self,caller): return caller()
env=ImmutableSandboxedEnvironment(trim_blocks=True,lstrip_blocks=True,extensions=[Gen,loopcontrols])
def rex(m): raise jinja2.exceptions.TemplateError(m)
env.globals["raise_exception"]=rex
env.filters["tojson"]=lambda x,ensure_ascii=False,indent=None,separators=None,sort_keys=False: json.dumps(x,ensure_ascii=ensure_ascii,indent=indent,separators=separators,sort_keys=sort_keys)
U={"role":"user","content":"  What is 2+2? "}
conv=[
 [{"role":"user","content":"Hello there"}],
 [{"role":"system","content":" Be brief.\n"},U],
 [U,{"role":"assistant","content":" <think>sum</think>\n\nFour. "},{"role":"user","content":"é日本 😀 'q' \"d\" <b>"},{"role":"assistant","content":""}],
]
# Whole templates, written for these tests in the manner of the usual ones.
whole={
"chatml":"{%- for m in messages -%}\n    {{- '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>' + '\\n' -}}\n{%- endfor -%}\n{%- if add_generation_prompt -%}\n    {{- '<|im_start|>assistant\\n' -}}\n{%- endif -%}\n",
"llama2":"{% if messages[0]['role'] == 'system' %}{% set rest = messages[1:] %}{% set system = messages[0]['content'] %}{% else %}{% set rest = messages %}{% set system = false %}{% endif %}{% for m in rest %}{% if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('roles must take turns: user, assistant') }}{% endif %}{% if loop.index0 == 0 and system != false %}{% set content = '<<SYS>>\\n' + system + '\\n<</SYS>>\\n\\n' + m['content'] %}{% else %}{% set content = m['content'] %}{% endif %}{% if m['role'] == 'user' %}{{ bos_token + '[INST] ' + content.strip() + ' [/INST]' }}{% elif m['role'] == 'assistant' %}{{ ' '  + content.strip() + ' ' + eos_token }}{% endif %}{% endfor %}",
"llama3":"{% set loop_messages = messages %}{% for m in loop_messages %}{% set content = '<|start_header_id|>' + m['role'] + '<|end_header_id|>\n\n'+ m['content'] | trim + '<|eot_id|>' %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}",
"llama31":"{{- bos_token }}\n{%- if custom_tools is defined %}\n    {%- set tools = custom_tools %}\n{%- endif %}\n{%- if not date_string is defined %}\n    {%- set date_string = \"26 Jul 2024\" %}\n{%- endif %}\n{%- if not tools is defined %}\n    {%- set tools = none %}\n{%- endif %}\n\n{#- The system message comes first. #}\n{%- if messages[0]['role'] == 'system' %}\n    {%- set system_message = messages[0]['content']|trim %}\n    {%- set messages = messages[1:] %}\n{%- else %}\n    {%- set system_message = \"\" %}\n{%- endif %}\n\n{{- \"<|start_header_id|>system<|end_header_id|>\\n\\n\" }}\n{%- if tools is not none %}\n    {%- for t in tools %}\n        {{- t | tojson(indent=4) }}\n        {{- \"\\n\\n\" }}\n    {%- endfor %}\n{%- endif %}\n{{- \"Today Date: \" + date_string + \"\\n\\n\" }}\n{{- system_message }}\n{{- \"<|eot_id|>\" }}\n{%- for message in messages %}\n    {%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}\n        {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n'+ message['content'] | trim + '<|eot_id|>' }}\n    {%- elif 'tool_calls' in message %}\n        {%- if not message.tool_calls|length == 1 %}\n            {{- raise_exception(\"one tool call at a time\") }}\n        {%- endif %}\n    {%- endif %}\n{%- endfor %}\n{%- if add_generation_prompt %}\n    {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}\n{%- endif %}\n",
"tulu":"{% for message in messages %}\n{% if message['role'] == 'system' %}\n{{ '<|system|>\n' + message['content'] }}\n{% elif message['role'] == 'user' %}\n{{ '<|user|>\n' + message['content'] }}\n{% elif message['role'] == 'assistant' %}\n{{ '<|assistant|>\n'  + message['content'] + eos_token }}\n{% endif %}\n{% if loop.last and add_generation_prompt %}\n{{ '<|assistant|>\n' }}\n{% endif %}\n{% endfor %}",
"tulu3":"{{ bos_token }}{% for message in messages %}{% if message['role'] == 'system' %}{{ '<|system|>\n' + message['content'] + '\n' }}{% elif message['role'] == 'user' %}{{ '<|user|>\n' + message['content'] + '\n' }}{% elif message['role'] == 'assistant' %}{% if not loop.last %}{{ '<|assistant|>\n'  + message['content'] + eos_token + '\n' }}{% else %}{{ '<|assistant|>\n'  + message['content'] + eos_token }}{% endif %}{% endif %}{% if loop.last and add_generation_prompt %}{{ '<|assistant|>\n' }}{% endif %}{% endfor %}",
"qwen25":"{%- if tools %}\n    {{- '<|im_start|>system\\n' }}\n    {%- for tool in tools %}\n        {{- \"\\n\" }}\n        {{- tool | tojson }}\n    {%- endfor %}\n    {{- \"<|im_end|>\\n\" }}\n{%- else %}\n    {%- if messages[0]['role'] == 'system' %}\n        {{- '<|im_start|>system\\n' + messages[0]['content'] + '<|im_end|>\\n' }}\n    {%- else %}\n        {{- '<|im_start|>system\\nYou help.<|im_end|>\\n' }}\n    {%- endif %}\n{%- endif %}\n{%- for message in messages %}\n    {%- if (message.role == \"user\") or (message.role == \"system\" and not loop.first) or (message.role == \"assistant\" and not message.tool_calls) %}\n        {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}\n    {%- elif message.role == \"tool\" %}\n        {%- if (loop.index0 == 0) or (messages[loop.index0 - 1].role != \"tool\") %}\n            {{- '<|im_start|>user' }}\n        {%- endif %}\n    {%- endif %}\n{%- endfor %}\n{%- if add_generation_prompt %}\n    {{- '<|im_start|>assistant\\n' }}\n{%- endif %}\n",
"qwen3":"{%- set ns = namespace(multi_step_tool=true, last_query_index=messages|length - 1) %}\n{%- for message in messages[::-1] %}\n    {%- set index = (messages|length - 1) - loop.index0 %}\n    {%- if ns.multi_step_tool and message.role == \"user\" and message.content is string and not(message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}\n        {%- set ns.multi_step_tool = false %}\n        {%- set ns.last_query_index = index %}\n    {%- endif %}\n{%- endfor %}\n{%- for message in messages %}\n    {%- set content = message.content if message.content is string else '' %}\n    {%- if (message.role == \"user\") or (message.role == \"system\") %}\n        {{- '<|im_start|>' + message.role + '\\n' + content + '<|im_end|>' + '\\n' }}\n    {%- elif message.role == \"assistant\" %}\n        {%- set reasoning = '' %}\n        {%- if message.reasoning_content is string %}\n            {%- set reasoning = message.reasoning_content %}\n        {%- elif '</think>' in content %}\n            {%- set reasoning = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}\n            {%- set content = content.split('</think>')[-1].lstrip('\\n') %}\n        {%- endif %}\n        {%- if loop.index0 > ns.last_query_index and (loop.last or (not loop.last and reasoning)) %}\n            {{- '<|im_start|>' + message.role + '\\n<think>\\n' + reasoning.strip('\\n') + '\\n</think>\\n\\n' + content.lstrip('\\n') }}\n        {%- else %}\n            {{- '<|im_start|>' + message.role + '\\n' + content }}\n        {%- endif %}\n        {{- '<|im_end|>\\n' }}\n    {%- endif %}\n{%- endfor %}\n{%- if add_generation_prompt %}\n    {{- '<|im_start|>assistant\\n' }}\n    {%- if enable_thinking is defined and enable_thinking is false %}\n        {{- '<think>\\n\\n</think>\\n\\n' }}\n    {%- endif %}\n{%- endif %}",
"smollm":"{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\nYou help.<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}",
"smollm3":"{# defaults #}\n{%- if enable_thinking is not defined -%}\n{%- set enable_thinking = true -%}\n{%- endif -%}\n{%- set mode = \"/think\" if enable_thinking else \"/no_think\" -%}\n{%- if messages[0].role == \"system\" -%}\n  {%- set system_message = messages[0].content -%}\n  {%- if \"/no_think\" in system_message -%}\n    {%- set mode = \"/no_think\" -%}\n  {%- endif -%}\n  {%- set instructions = system_message.replace(\"/no_think\", \"\").replace(\"/think\", \"\").rstrip() -%}\n{%- endif -%}\n{{- \"<|im_start|>system\\n\" -}}\nMode: {{ mode }}\n{% if instructions -%}\n{{ instructions }}\n{% else %}\nNone\n{% endif %}\n{{- \"<|im_end|>\\n\" -}}\n{%- for message in messages -%}\n    {%- set content = message.content if message.content is string else \"\" -%}\n    {%- if message.role == \"user\" -%}\n        {{ \"<|im_start|>\" + message.role + \"\\n\"  + content + \"<|im_end|>\\n\" }}\n    {%- elif message.role == \"assistant\" -%}\n        {% generation %}\n        {{ \"<|im_start|>assistant\\n\" + content.lstrip(\"\\n\") + \"<|im_end|>\\n\" }}\n        {% endgeneration %}\n    {%- endif -%}\n{%- endfor -%}\n{%- if add_generation_prompt -%}\n    {{ \"<|im_start|>assistant\\n\" }}\n{%- endif -%}",
"gemma":"{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system role here') }}{% endif %}{% for message in messages %}{% if (message['role'] == 'assistant') %}{% set role = 'model' %}{% else %}{% set role = message['role'] %}{% endif %}{{ '<start_of_turn>' + role + '\n' + message['content'] | trim + '<end_of_turn>\n' }}{% endfor %}{% if add_generation_prompt %}{{'<start_of_turn>model\n'}}{% endif %}",
"olmo2":"{{ bos_token }}{% for message in messages %}{% if message['role'] == 'system' %}{{ '<|system|>\n' + message['content'] + '\n' }}{% elif message['role'] == 'user' %}{{ '<|user|>\n' + message['content'] + '\n' }}{% elif message['role'] == 'assistant' %}{{ '<|assistant|>\n'  + message['content'] + eos_token + ('\n' if not loop.last else '') }}{% endif %}{% if loop.last and add_generation_prompt %}{{ '<|assistant|>\n' }}{% endif %}{% endfor %}",
"macro":"{%- macro turn(role, content, end='<end>') -%}\n[{{ role | upper }}] {{ content | trim }}{{ end }}\n{% endmacro -%}\n{% for m in messages %}{{ turn(m.role, m.content) }}{% if not loop.last %}{{ turn('sep', loop.index ~ '/' ~ loop.length, end='|') }}{% endif %}{% endfor %}",
}
small=r'''
{{ 1 + 2 * 3 - 4 // 3 }} {{ 7 // -2 }} {{ -7 % 3 }} {{ 7 % -3 }} {{ 7 / 2 }} {{ 6 / 2 }} {{ 1.5 + 1 }} {{ -(3) }} {{ 1 - -1 }}
{{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }} {{ not 1 == 2 }} {{ 'a' in 'cat' }} {{ 'x' not in 'cat' }} {{ 1 == 1.0 }} {{ true == 1 }} {{ none == false }} {{ 'a' < 'b' }}
{{ 'a' ~ 1 ~ none ~ true ~ 1.0 ~ missing }}|{{ missing }}|{{ messages[0].nothing }}|{{ 'x' if false }}|
{{ [1, 'a', none, true, 1.5, "it's", {'k': 'v'}, (1,), (1, 2), [], '\n"'] }}
{{ 'abcdef'[1:4] }} {{ 'abcdef'[::-1] }} {{ 'abcdef'[-2:] }} {{ 'abcdef'[:-2] }} {{ 'abcdef'[4:1:-1] }} {{ [1,2,3,4][::2] }} {{ 'abc'[0] }} {{ 'abc'[-1] }} {{ 'abc'[9] }} {{ 'abc'[5:] }} {{ [1,2][-9:1] }}
{{ '😀é日'[::-1] }} {{ '😀é日' | length }} {{ '😀é日'[0] }} {{ '😀é日'[1:] }}
{{ 'a,b,,c'.split(',') }} {{ ' a  b c '.split() }} {{ 'a,b,c'.split(',', 1) }} {{ 'a,b,c'.rsplit(',', 1) }} {{ ' a  b c '.split(none, 1) }} {{ ' a  b c '.rsplit(none, 1) }}
{{ '  x '.strip() }}|{{ '  x '.lstrip() }}|{{ '  x '.rstrip() }}|{{ 'xxaxx'.strip('x') }}|{{ 'abc'.startswith('ab') }}|{{ 'abc'.endswith(('x','bc')) }}|{{ 'hello world'.title() }}|{{ 'hELLO'.capitalize() }}|{{ 'abcabc'.replace('b','X') }}|{{ 'abcabc'.replace('b','X',1) }}|{{ 'abcabc'.find('c') }}|{{ 'abc'.find('z') }}|{{ 'abcabc'.count('a') }}
{{ 'x' | upper }}{{ 'X' | lower }}{{ 'xy z' | capitalize }}{{ ' a ' | trim }}{{ [1,2,3] | length }}{{ [3,1] | first }}{{ [3,1] | last }}{{ [1,2] | join('-') }}{{ ['a','b'] | join }}{{ 'abc' | reverse }}{{ [1,2] | reverse | list }}{{ '12' | int }}{{ 'z' | int }}{{ 'z' | int(5) }}{{ 3.7 | int }}{{ 12 | string }}{{ -3 | abs }}
{{ missing | default('d') }} {{ '' | default('d') }} {{ '' | default('d', true) }} {{ none | d('d') }} {{ missing | length }} {{ missing | trim }}|
{{ {'a': 1, 'b': [1, {'c': 'é"\n'}], 'e': {}, 'f': []} | tojson }} {{ {'a': 1, 'b': [1, {'c': none}], 'e': {}, 'f': []} | tojson(indent=2) }} {{ 'x</b>' | tojson }} {{ 1.0 | tojson }} {{ true | tojson }}
{% for k, v in {'a': 1, 'b': 2}.items() %}{{ k }}={{ v }};{% endfor %}{% for k in {'a': 1} %}{{ k }}{% endfor %}{% for k, v in {'a': 1} | items %}{{ k }}{{ v }}{% endfor %}{{ {'a': 1}.get('a') }}{{ {'a': 1}.get('z', 9) }}{{ {'a': 1}.get('z') }}{{ {'items': 3}.items is callable }}{{ {'items': 3}['items'] }}
{% for i in range(5) %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.previtem }}{{ loop.nextitem }}{{ loop.cycle('a','b') }} {% endfor %}
{% for i in range(10, 0, -3) %}{{ i }},{% endfor %}{{ range(2, 5) | list }}{{ range(0) | list }}{{ range(5, 2) | list }}
{% for i in range(9) if i is odd %}{% if i == 5 %}{% continue %}{% endif %}{% if i == 7 %}{% break %}{% endif %}{{ i }}/{{ loop.length }} {% endfor %}
{% for i in [] %}x{% else %}empty{% endfor %}{% for c in 'é😀' %}[{{ c }}]{% endfor %}{% for x in missing %}x{% else %}none{% endfor %}
{% set x = 1 %}{% for i in [1,2] %}{% set x = x + i %}{{ x }} {% endfor %}{{ x }} {% set ns = namespace(x=1) %}{% for i in [1,2] %}{% set ns.x = ns.x + i %}{% endfor %}{{ ns.x }}{{ ns.y }}{% if true %}{% set x = 9 %}{% endif %}{{ x }}
{% set a, b = 1, 'two' %}{{ a }}{{ b }}{% set t = 1, 2 %}{{ t }}{% set blk %} in {{ a }} block {% endset %}[{{ blk }}]{{ blk | length }}
{{ 1 is defined }}{{ missing is defined }}{{ missing is undefined }}{{ none is none }}{{ 's' is string }}{{ 1 is number }}{{ 1.0 is float }}{{ true is boolean }}{{ true is integer }}{{ 1 is integer }}{{ {} is mapping }}{{ [] is iterable }}{{ 's' is sequence }}{{ 1 is iterable }}{{ 4 is even }}{{ 6 is divisibleby 3 }}{{ 6 is divisibleby(4) }}{{ 1 is eq 1 }}{{ 1 is not equalto 2 }}{{ 2 is gt 1 }}{{ 'A' is upper }}{{ '1' is lower }}{{ 1 is in [1,2] }}{{ none is not none }}
{{ messages | map(attribute='role') | join(',') }} {{ messages | selectattr('role', 'equalto', 'user') | list | length }} {{ messages | rejectattr('role', 'eq', 'user') | list | length }} {{ [1,2,3,4] | select('even') | list }} {{ [0,1,'',none] | select | list }} {{ [0,1] | reject | list }} {{ ['a','b'] | map('upper') | list }} {{ messages | map(attribute='zzz', default='-') | first }}
{{ 'a' 'b' "c" }} {{ "tab\there \x41 \u00e9 \\ \q \'" }} {{ ('x',)[0] }} {{ () }} {{ 'q' * 3 }} {{ 2 * 'ab' }} {{ [1] + [2] }} {{ (1,) + (2,) }} {{ true and 'y' or 'n' }} {{ 0 or none }} {{ '' and 1 }}
{{ 'a\nb\n\nc' | indent }} {{ 'a\nb' | indent(2, true) }} {{ 'abc' | list }} {{ {'b':1,'a':2} | list }} {{ dict(a=1, b='x') }} {{ {'a':1} == {'a':1} }} {{ [1,2] == [1,2] }} {{ (1,2) == [1,2] }}
{{ 'x' ~ ('a' if messages | length > 1 else 'b') ~ 'y' }} {{ 1 if none else 2 if false else 3 }} {{ - 2 | abs }} {{ (-2) | abs }} {{ not none is none }} {{ 'a' + 'b' | upper }} {{ 'a' ~ 'b' | upper }} {{ 2 + 3 | string | length }}
{{ add_generation_prompt }}{{ messages is defined }}{{ messages[-1].role }}{{ messages[-1]['role'] }}{{ messages[0]['content'] is string }}{{ loop is defined }}{{ 'role' in messages[0] }}{{ 'tool_calls' in messages[0] }}{{ messages[0].content.strip().split(' ')[-1] }}
{%- macro m(a, b='B') %}<{{ a }}{{ b }}{{ caller is defined }}>{% endmacro %}{{ m(1) }}{{ m(1, 2) }}{{ m(b=3, a=4) }}{{ m() }}{% set o = 5 %}{%- macro g() %}{{ o }}{% endmacro %}{{ g() }}{{ m('x') | upper }}
{{ 'ab'.isdigit() }}{{ '12'.isdigit() }}{{ 'ab'.isalpha() }}{{ ' '.isspace() }}{{ 'AB'.isupper() }}{{ 'ab'.islower() }}{{ '-'.join(['a','b']) }}{{ 'x'.upper() }}{{ 'X'.lower() }}{{ 'pre-x'.removeprefix('pre-') }}{{ 'x.y'.removesuffix('.y') }}{{ 'x'.foo is defined }}
{{ 'unclosed %} in literal }}' }}{{ {'a': {'b': 1}}['a']['b'] }}{{ {'a': {'b': 1}}.a.b }}{{{'a':1}.a}}
{{ range(3) | list | tojson }} {{ [[1,2],[3]] | tojson(indent=4) }} {{ [] | tojson(indent=4) }} {{ 'a' in ['a'] and 'b' not in {'a':1} }}
{{ 'x' | nosuchfilter }}
{{ 1 is nosuchtest }}
{% include 'x' %}
{{ messages.append(1) }}
{{ missing.field }}
{{ missing() }}
{{ 'a' + 1 }}
{{ 'a' + none }}
{{ raise_exception('stop it') }}
{% for x in none %}{% endfor %}
{% for x in 5 %}{% endfor %}
{{ 1 // 0 }}
{% if true %}never closed
{{ 'a' 
{# never closed
{% for a, b in [1] %}{% endfor %}
{% endfor %}
{{ 1 + }}
{% set x.y = 1 %}
{{ 'x' < 1 }}
'''
ws=[
"a\n  {% if true %}\n  b\n  {% endif %}\nc\n",
"a\n  {%+ if true %}\n  b\n  {%+ endif +%}\nc\n\n",
"a  {% if true %}  \n b {% endif %}  c\n",
"  {% if true %}x{% endif %}\n  y",
"{{ 1 }}  {% if true %}\n z{% endif %}\n",
"a \n {{- 1 -}} \n b",
"a\n {# c #}\n b {# d #}\n c\n {#- e -#} \n d",
"\t{% set x = 1 %}\n\t{% set y = 2 %}\n{{ x }}\n{{ y }}\n",
"a\r\n{% if true %}\r\nb\r\n{% endif %}\r\nc\rd\r\n",
"{% if true -%}\n\n   x\n\n   {%- endif %}\n y",
"{%if true%}x{%else%}y{%endif%}\n\n\n",
"\n\n{% for i in [1,2] %}\n  {{ i }}\n{% endfor %}\n",
"x {{+ 1 }} {{- 2 }}\n{{ 3 -}}\n\n4",
"{% if true %}\n  {% if true %}\n    in\n  {% endif %}\n{% endif %}\nend",
" \u00a0{% if true %}x{% endif %}\u2003{%- if true %}y{% endif %}\u001c{%- if true %}z{% endif %}",
"{ {% %} }" ,
"{'a': {{ {'a': 1}['a'] }} }} %} #}",
]
out=[]
def add(name,t,m,g,v):
    c={"name":name,"template":t,"messages":m,"add_generation_prompt":g}
    if v: c["variables"]=v
    try: c["rendered"]=env.from_string(t).render(messages=m,add_generation_prompt=g,**v)
    except Exception as e: c["error"]=type(e).__name__+": "+str(e)
    out.append(c)
tok={"bos_token":"<s>","eos_token":"</s>"}
for n,t in whole.items():
    for m in conv:
        for g in (False,True): add(n,t,m,g,dict(tok))
    if "enable_thinking" in t: add(n,t,conv[2],True,{**tok,"enable_thinking":False})
    if "date_string" in t: add(n,t,conv[1],True,{**tok,"date_string":"01 Feb 2025"})
for i,t in enumerate([x for x in small.split("\n") if x]): add(f"expression {i+1}",t,conv[2],True,{})
for i,t in enumerate(ws): add(f"space {i+1}",t,conv[0],False,{})
with open(sys.argv[1],"w") as f:
    for c in out: f.write(json.dumps(c)+"\n")
print(len(out), sum("error" in c for c in out))
