# Renders templates under ruby-liquid, with the few additions of Braze that our templates use.
# It first prints the version. Then each line of standard input is {template, profiles: [{namespace: {name: value}}]},
# and the line of output is [{body}, {aborted} or {error}].
require "json"
require "liquid"

class AbortMessage < Liquid::Tag
  def initialize(tag, markup, context)
    super
    @reason = /\A\s*\(\s*'([^']*)'\s*\)\s*\z/.match(markup)[1]
  end

  def render_to_output_buffer(*) = throw(:aborted, { aborted: @reason })
end

module BrazeFilters
  def json_escape(value) = JSON.generate(value.to_s)[1..-2]
  def as_json_string(value) = JSON.generate(value)
end

# `blank?` as in Ruby on Rails, which Liquid calls for `blank` where it is defined.
class Object
  def blank? = respond_to?(:empty?) ? empty? : !self
end

class String
  def blank? = /\A[[:space:]]*\z/.match?(self)
end

# ${name} → braze[name_0], namespace.${name} → namespace[name_0], inside tags and outputs. name_0 is a variable.
def rewritten(template, names)
  template.gsub(/\{%.*?%\}|\{\{.*?\}\}/m) do |tag|
    tag.gsub(/(\w*\.)?\$\{([^}]*)\}/) do
      namespace = $1 ? $1.chop : "braze"
      names["name_#{names.size}"] = $2
      "#{namespace}[name_#{names.size - 1}]"
    end
  end
end

def render_all(source, profiles)
  names = {}
  text = rewritten(source, names)
  Liquid::Template.parse(text, error_mode: :strict)
  template = Liquid::Template.parse(text, error_mode: :lax)
  profiles.map do |profile|
    catch(:aborted) { { body: template.render!(names.merge(profile), strict_filters: true) } }
  rescue Liquid::Error => error
    { error: error.message }
  end
rescue Liquid::Error => error
  profiles.map { { error: error.message } }
end

Liquid::Template.register_tag("abort_message", AbortMessage)
Liquid::Template.register_filter(BrazeFilters)
$stdin.set_encoding("UTF-8")
$stdout.set_encoding("UTF-8")
$stdout.sync = true
puts Liquid::VERSION
$stdin.each_line do |line|
  request = JSON.parse(line)
  puts JSON.generate(render_all(request["template"], request["profiles"]))
end
